namespace OAuthHub.Core.Platforms.Validation;

/// <summary>A described call can be sent as it is described, and a token that must travel does travel.</summary>
internal static class CallCheck
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        foreach (var (field, call) in PlatformParts.Calls(platform))
            foreach (var finding in Check(field, call)) yield return finding;
        if (!Methods.Contains(platform.Refresh.Method, StringComparer.Ordinal)) yield return new("refresh.method", $"is '{platform.Refresh.Method}'", $"Use one of {string.Join(", ", Methods)}.");
        if (platform.Token.Method is not ("POST" or "GET")) yield return new("token.method", $"is '{platform.Token.Method}'", "Use POST, or GET where the token request is a query.");
        if (platform.Token.Method is "GET" != platform.Token.Format is TokenRequestFormat.Query) yield return new("token.method", $"is {platform.Token.Method}, though token.format is {PlatformWords.Snake(platform.Token.Format)}", "GET and query belong together: a body travels with POST, a query with GET.");
        foreach (var finding in Kept(platform)) yield return finding;
        if (platform.Revocation is { } revocation)
            foreach (var finding in Revocation(revocation)) yield return finding;
        if (platform.Introspection is { } introspection)
            foreach (var finding in Introspection(introspection)) yield return finding;
    }

    /// <summary>What later templates find under a name is one thing.</summary>
    private static IEnumerable<Finding> Kept(Platform platform)
    {
        var taken = platform.Token.Response.Store.Keys.Concat(platform.Authorization.CallbackFields).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < platform.PostConnect.Count; i++)
        {
            var (field, name) = ($"postConnect[{i}].storeAs", platform.PostConnect[i].StoreAs);
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) yield return new(field, $"is '{name}', which no hole can name", "Use letters, digits and underscores.");
            else if (!taken.Add(name)) yield return new(field, $"is '{name}', under which something else is kept", "Choose another name.");
        }
    }

    private static IEnumerable<Finding> Check(string field, PlatformCall call)
    {
        if (!Methods.Contains(call.Method, StringComparer.Ordinal)) yield return new(field + ".method", $"is '{call.Method}'", $"Use one of {string.Join(", ", Methods)}.");
        if (call.Body is not null && call.Parameters.Count > 0) yield return new(field + ".body", "is there together with parameters", "Keep one of them.");
        if (call.Body is not null && call.Method == "GET") yield return new(field + ".body", "is there though method is GET", "Use POST, or remove the body.");
        if (call.Authorization is CallAuthorization.Header && !HeaderCheck.IsName(call.AuthorizationName)) yield return new(field + ".authorizationName", "is missing or no header name", "Name the header that carries the token.");
        if (call.Authorization is CallAuthorization.Scheme or CallAuthorization.ClientScheme && (call.AuthorizationName is null || call.AuthorizationName.Any(char.IsControl))) yield return new(field + ".authorizationName", "is missing", "Give it the scheme that stands before the token, or an empty text for the bare token.");
        if (call.Authorization is CallAuthorization.Path && !call.Url.Contains("{accessToken}", StringComparison.Ordinal)) yield return new(field + ".url", "has no {accessToken}, though authorization is path", "Put it where the token goes.");
    }

    private static IEnumerable<Finding> Revocation(RevocationRules rules)
    {
        if (rules.TokenParameter is { Length: 0 }) yield return new("revocation.tokenParameter", "is empty", "Name the parameter, or set it to null where the authorization carries the token.");
        if (rules.Body is not null && rules.TokenParameter is not null) yield return new("revocation.tokenParameter", "is there together with a body, which leaves no place for it", "Set it to null and write {accessToken} in the body.");
        // Or the hub says as itself whose grant it is that ends.
        var names = rules.Authorization is CallAuthorization.ClientBasic or CallAuthorization.ClientPost or CallAuthorization.ClientScheme && rules.Parameters.Values.Any(text => text.Contains("{stored.", StringComparison.Ordinal));
        if (rules.TokenParameter is null && !CarriesToken(rules) && !names) yield return new("revocation", "never sends a token", "Set tokenParameter, or let the authorization or an {accessToken} carry it.");
        if (rules.TokenParameter is null && rules.Token is not RevokedToken.Access) yield return new("revocation.token", "asks for the refresh token, but only the access token can travel without tokenParameter", "Set token to access.");
        if (rules.SuccessStatuses.Any(status => status is < 200 or > 499)) yield return new("revocation.successStatuses", "holds a status outside 200 to 499", "Name only statuses that say the token is gone.");
    }

    private static IEnumerable<Finding> Introspection(IntrospectionRules rules)
    {
        if (rules.TokenParameter is { Length: 0 }) yield return new("introspection.tokenParameter", "is empty", "Name the parameter, or leave it out where the authorization carries the token.");
        if (rules.Body is not null && rules.TokenParameter is not null) yield return new("introspection.tokenParameter", "is there together with a body, which leaves no place for it", "Leave it out and write {accessToken} in the body.");
        if (rules.TokenParameter is null && !CarriesToken(rules)) yield return new("introspection", "never sends a token", "Set tokenParameter, or let the authorization or an {accessToken} carry it.");
    }

    private static bool CarriesToken(PlatformCall call) =>
        call.Authorization is CallAuthorization.Bearer or CallAuthorization.Scheme or CallAuthorization.Header or CallAuthorization.Query ||
        call.Parameters.Values.Append(call.Url).Append(call.Body ?? "").Any(text => text.Contains("{accessToken}", StringComparison.Ordinal));
}
