namespace OAuthHub.Core.Platforms.Validation;

/// <summary>What refreshing promises must fit together: a wrong word here can spend a grant.</summary>
internal static class RefreshCheck
{
    public static IEnumerable<Finding> Check(Platform platform)
    {
        var rules = platform.Refresh;
        if (rules is { Supported: false, NotSupportedReason: null or "" }) yield return new("refresh.notSupportedReason", "is missing, though supported is false", "Say why there are no refresh tokens.");
        if (rules.Leeway is LeewayKind.Predecessor or LeewayKind.Window or LeewayKind.Idempotent && rules.LeewaySeconds <= 0)
            yield return new("refresh.leewaySeconds", $"is {rules.LeewaySeconds}, though leeway promises that a spent token still works", "Give it the seconds for which it does, or set leeway to none or unknown.");
        if (rules.Leeway is LeewayKind.None or LeewayKind.Unknown && rules.LeewaySeconds > 0)
            yield return new("refresh.leeway", $"is {(rules.Leeway is LeewayKind.None ? "none" : "unknown")}, though leewaySeconds is {rules.LeewaySeconds}", "Say what a spent token still does: predecessor, window or idempotent.");
        // That a spent token ends the grant may stand here all the same: whoever says by configuration that none is spent need not take it back.
        if (rules.Rotation is Rotation.Static or Rotation.Unknown && rules.Leeway is not (LeewayKind.None or LeewayKind.Unknown))
            yield return new("refresh.leeway", $"is {PlatformWords.Snake(rules.Leeway)}, though rotation is {PlatformWords.Snake(rules.Rotation)}", "Say that it rotates (rotates or sometimes): leeway is about a token that an exchange has spent.");
        if (rules is { Leeway: LeewayKind.UntilUsed, LeewaySeconds: > 0 }) yield return new("refresh.leewaySeconds", $"is {rules.LeewaySeconds}, though leeway until_used knows no window", "Leave it out, or set leeway to window.");
        if (rules.UsesLiveAccessToken && rules.GrantType is "refresh_token") yield return new("refresh.grantType", "is refresh_token, though usesLiveAccessToken says that there is none", "Give it the platform's grant type, or null.");
        if (rules.MinAgeSeconds > 0 && platform.Token.DefaultLifetimeSeconds is { } life && rules.MinAgeSeconds >= life)
            yield return new("refresh.minAgeSeconds", $"is {rules.MinAgeSeconds}, not below token.defaultLifetimeSeconds ({life}): the token would always die first", "Correct one of them.");
    }
}
