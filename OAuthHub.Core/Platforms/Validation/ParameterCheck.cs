namespace OAuthHub.Core.Platforms.Validation;

/// <summary>The parameters by which the protocol protects itself belong to the hub: an entry may rename some, and replace none.</summary>
internal static class ParameterCheck
{
    private static readonly string[] OfAuthorization = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce"];
    private static readonly string[] OfCode = ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret"];
    private static readonly string[] OfRefresh = ["grant_type", "refresh_token", "client_id", "client_secret"];
    private static readonly string[] OfToken = [.. OfCode.Union(OfRefresh, StringComparer.Ordinal), "access_token"];

    /// <summary>They come back in the callback, or tie it to this browser.</summary>
    private static readonly string[] Fixed = ["state", "redirect_uri", "code_challenge", "code_challenge_method", "nonce"];

    // The query of the authorization URL could smuggle in what its parameters may not.
    private static readonly string[] NeverInAuthorization = [.. OfAuthorization, "request", "request_uri"];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        var authorization = platform.Authorization;
        // The scope may be sent by hand where the standard one is left out or renamed (Slack's user_scope beside scope).
        var taken = NeverInAuthorization.Except(authorization.ParameterNames.Keys.Except(Fixed, StringComparer.Ordinal), StringComparer.Ordinal).ToArray();
        return Reserved("authorization.parameters", authorization.Parameters.Keys, taken)
            .Concat(Reserved("authorization.url", QueryNames(authorization.Url), NeverInAuthorization))
            .Concat(Reserved("token.parameters", platform.Token.Parameters.Keys, OfCode))
            .Concat(Reserved("refresh.parameters", platform.Refresh.Parameters.Keys, OfRefresh))
            .Concat(Renamed("authorization.parameterNames", authorization.ParameterNames, OfAuthorization, Fixed))
            .Concat(Renamed("token.parameterNames", platform.Token.ParameterNames, OfToken, []))
            .Concat(Renamed("refresh.parameterNames", platform.Refresh.ParameterNames, OfToken, []));
    }

    private static IEnumerable<Finding> Reserved(string field, IEnumerable<string> names, string[] reserved) =>
        names.Where(name => reserved.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(name => new Finding($"{field}.{name}", "is a parameter that the hub sets itself", "Remove it."));

    private static IEnumerable<Finding> Renamed(string field, IReadOnlyDictionary<string, string?> names, string[] standard, string[] unchangeable)
    {
        foreach (var (name, renamed) in names)
        {
            if (!standard.Contains(name, StringComparer.Ordinal)) yield return new($"{field}.{name}", "is no standard parameter of this call", $"Use one of {string.Join(", ", standard)}; further parameters go into parameters.");
            else if (unchangeable.Contains(name, StringComparer.Ordinal)) yield return new($"{field}.{name}", "cannot be renamed or left out: the hub checks what comes back under this name", "Remove it.");
            else if (renamed is { Length: 0 }) yield return new($"{field}.{name}", "is empty", "Give it the platform's name for the parameter, or null to leave it out.");
        }
    }

    private static IEnumerable<string> QueryNames(string url) =>
        url.Split('#')[0].Split('?', 2) is [_, var query] ? query.Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0])) : [];
}
