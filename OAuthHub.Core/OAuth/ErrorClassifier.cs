using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// What an error means: the grant is dead (the person must act), the app registration is wrong (the operator must act), or it
/// is temporary. The entry's rules first, then the standard meaning; an unknown error never kills a grant.
/// </summary>
public static class ErrorClassifier
{
    public static ErrorMeaning Classify(Platform platform, TokenCall call, int status, string code, string? subcode, string? description)
    {
        var full = subcode is null ? code : $"{code}/{subcode}";
        var at = call is TokenCall.Refresh ? "refresh" : "token";
        foreach (var rule in platform.Errors.Rules)
        {
            if (rule.Status is { } wanted && wanted != status) continue;
            if (rule.At is { } where && !string.Equals(where, at, StringComparison.Ordinal)) continue;
            if (rule.Error is { } error && !Same(error, code) && !Same(error, full)) continue;
            if (rule.DescriptionContains is { } piece && description?.Contains(piece, StringComparison.OrdinalIgnoreCase) is not true) continue;
            return rule.Means;
        }
        if (status is 429 or >= 500) return ErrorMeaning.Temporary;
        return code.ToLowerInvariant() switch
        {
            "invalid_grant" => ErrorMeaning.GrantGone,
            "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "invalid_request" or "invalid_target" => ErrorMeaning.AppRegistration,
            "invalid_scope" => ErrorMeaning.Scope,
            "interaction_required" or "consent_required" or "login_required" or "account_selection_required" => ErrorMeaning.ReauthRequired,
            _ => ErrorMeaning.Temporary,
        };
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
