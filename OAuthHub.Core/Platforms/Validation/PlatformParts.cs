namespace OAuthHub.Core.Platforms.Validation;

/// <summary>The parts of an entry that several rules look at, each with the path of its member.</summary>
internal static class PlatformParts
{
    public static IEnumerable<(string Field, PlatformCall Call)> Calls(Platform platform)
    {
        if (platform.Token.LongLivedExchange is { } exchange) yield return ("token.longLivedExchange", exchange);
        if (platform.Account.Lookup is { } lookup) yield return ("account.lookup", lookup);
        if (platform.Revocation is { } revocation) yield return ("revocation", revocation);
        if (platform.Introspection is { } introspection) yield return ("introspection", introspection);
        if (platform.Registration.Dynamic is { } dynamic) yield return ("registration.dynamic", dynamic);
        for (var i = 0; i < platform.PostConnect.Count; i++) yield return ($"postConnect[{i}]", platform.PostConnect[i]);
    }

    /// <summary>Addresses that the hub or the person's browser goes to.</summary>
    public static IEnumerable<(string Field, string Url)> Urls(Platform platform)
    {
        yield return ("authorization.url", platform.Authorization.Url);
        if (platform.Authorization.PushedUrl is { } pushed) yield return ("authorization.pushedUrl", pushed);
        yield return ("token.url", platform.Token.Url);
        if (platform.Refresh.Url is { } refresh) yield return ("refresh.url", refresh);
        foreach (var (field, call) in Calls(platform)) yield return (field + ".url", call.Url);
        if (platform.ManualRevocationUrl is { } byHand) yield return ("manualRevocationUrl", byHand);
        if (platform.Revocation?.ManualUrl is { } manual) yield return ("revocation.manualUrl", manual);
        if (platform.OpenId is { } openId)
        {
            yield return ("openId.issuer", openId.Issuer);
            if (openId.JwksUrl is { } keys) yield return ("openId.jwksUrl", keys);
        }
        if (platform.Api.BaseUrl is { } api) yield return ("api.baseUrl", api);
        if (platform.Account.AvatarTemplate is { } avatar) yield return ("account.avatarTemplate", avatar);
        if (platform.Registration.Url is { } console) yield return ("registration.url", console);
        yield return ("docs.url", platform.Docs.Url);
    }

    public static IEnumerable<(string Field, IReadOnlyDictionary<string, string> Headers)> Headers(Platform platform)
    {
        yield return ("token.headers", platform.Token.Headers);
        yield return ("api.headers", platform.Api.Headers);
        foreach (var (field, call) in Calls(platform)) yield return (field + ".headers", call.Headers);
    }

    public static IEnumerable<(string Field, string Value)> Values(string field, IReadOnlyDictionary<string, string> map) => map.Select(pair => ($"{field}.{pair.Key}", pair.Value));

    public static IEnumerable<(string Field, string Value)> Items(string field, IReadOnlyList<string> list) => list.Select((value, index) => (list.Count == 1 ? field : $"{field}[{index}]", value));
}
