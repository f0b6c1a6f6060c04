namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Scopes, the issuer, and who the account is after the login.</summary>
internal static class AuthorizationCheck
{
    public static IEnumerable<Finding> Check(Platform platform)
    {
        var rules = platform.Authorization;
        if (rules.ScopesRequired && rules.Scopes.Count == 0) yield return new("authorization.scopes", "is empty, though scopesRequired is true", "Name the scopes to ask for.");
        if (rules.ScopeSeparator.Length is 0 or > 3) yield return new("authorization.scopeSeparator", $"is '{rules.ScopeSeparator}'", "Give it what stands between two scopes, such as a space or a comma.");
        var sets = rules.ScopeSets.SelectMany(set => PlatformParts.Items($"authorization.scopeSets.{set.Key}", set.Value));
        foreach (var (field, scope) in PlatformParts.Items("authorization.scopes", rules.Scopes).Concat(PlatformParts.Items("authorization.optionalScopes", rules.OptionalScopes)).Concat(sets))
            if (scope.Length == 0 || scope.Any(c => c is <= ' ' or > '~') || (rules.ScopeSeparator.Length > 0 && scope.Contains(rules.ScopeSeparator, StringComparison.Ordinal)))
                yield return new(field, $"is '{scope}', which is not one scope", "Write each scope as an item of the list; the hub joins them by scopeSeparator.");
        if (rules.Scopes.Distinct(StringComparer.Ordinal).Count() < rules.Scopes.Count) yield return new("authorization.scopes", "names a scope twice", "Keep one of them.");
        if (rules.OptionalScopes.Distinct(StringComparer.Ordinal).Count() < rules.OptionalScopes.Count) yield return new("authorization.optionalScopes", "names a scope twice", "Keep one of them.");
        if (rules.ScopeWords.FirstOrDefault(words => string.IsNullOrWhiteSpace(words.Value)) is { Key: { } silent })
            yield return new($"authorization.scopeWords.{silent}", "is empty", "Say in plain words what the scope lets an agent do, or remove it.");
        if (rules.IssuerParameter is IssuerParameter.Required && string.IsNullOrEmpty(rules.Issuer)) yield return new("authorization.issuer", "is missing, though issuerParameter is required", "Give it the issuer that the callback's iss must equal (RFC 9207).");
        if (platform.OpenId is { SendsNonce: true } && !rules.Scopes.Contains("openid", StringComparer.Ordinal)) yield return new("openId", "is set, though authorization.scopes does not ask for openid", "Add the scope openid, or remove openId.");
        var saysIdOtherwise = platform.Token.Response.AccountId.Count > 0 || platform.OpenId is not null || platform.Account.IdTemplate is not null;
        if (platform.Kind is PlatformKind.OAuth2 && platform.Account.Lookup is null && !saysIdOtherwise)
            yield return new("account.lookup", "is missing, and neither token.response.accountId nor openId says who the account is", "Describe the call that tells it.");
        if (platform.Account.Lookup is not null && platform.Account.Id.Count == 0 && !saysIdOtherwise)
            yield return new("account.id", "is empty, though there is a lookup", "Give the path of the account's id in its answer, such as data.id.");
        if (platform.Account.IdTransform is not (null or "last_path_segment")) yield return new("account.idTransform", $"is '{platform.Account.IdTransform}'", "Use last_path_segment, or remove it.");
        if (platform.Account.AvatarTransform is not (null or "without_query")) yield return new("account.avatarTransform", $"is '{platform.Account.AvatarTransform}'", "Use without_query, or remove it.");
    }
}
