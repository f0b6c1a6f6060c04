namespace OAuthHub.Core.Platforms.Validation;

/// <summary>The texts that may hold templates, each with the holes that only it may have. What is kept with a connection exists only once there is one.</summary>
internal static class TemplateTexts
{
    public static IEnumerable<(string Field, string Text, IReadOnlyCollection<string> More)> Of(Platform platform)
    {
        string[] none = [], stored = [.. Stored(platform).Distinct(StringComparer.Ordinal).Select(name => "stored." + name)];
        string[] callback = [.. platform.Authorization.CallbackFields.Select(field => "callback." + field)];
        string[] call = ["accessToken", "clientSecret", .. stored], connecting = [.. call, .. callback, "token.*"];

        yield return ("authorization.url", platform.Authorization.Url, none);
        if (platform.Authorization.PushedUrl is { } pushed) yield return ("authorization.pushedUrl", pushed, none);
        if (platform.Authorization.Issuer is { } issuer) yield return ("authorization.issuer", issuer, none);
        foreach (var (field, value) in PlatformParts.Values("authorization.parameters", platform.Authorization.Parameters)) yield return (field, value, ["state"]);
        foreach (var (field, value) in PlatformParts.Values("authorization.callbackSignature.expects", platform.Authorization.CallbackSignature?.Expects ?? new Dictionary<string, string>())) yield return (field, value, none);
        yield return ("token.url", platform.Token.Url, none);
        foreach (var (field, value) in PlatformParts.Values("token.parameters", platform.Token.Parameters)) yield return (field, value, [.. callback, "state", "random"]);
        foreach (var (field, value) in PlatformParts.Values("token.headers", platform.Token.Headers)) yield return (field, value, none);
        if (platform.Refresh.Url is { } refresh) yield return ("refresh.url", refresh, call);
        foreach (var (field, value) in PlatformParts.Values("refresh.parameters", platform.Refresh.Parameters)) yield return (field, value, [.. call, "random"]);
        foreach (var (prefix, described) in PlatformParts.Calls(platform))
        {
            var more = prefix is "account.lookup" || prefix.StartsWith("postConnect", StringComparison.Ordinal) ? connecting : call;
            yield return (prefix + ".url", described.Url, more);
            foreach (var (field, value) in PlatformParts.Values(prefix + ".parameters", described.Parameters).Concat(PlatformParts.Values(prefix + ".headers", described.Headers))) yield return (field, value, more);
            if (described.Body is { } body) yield return (prefix + ".body", body, more);
        }
        if (platform.OpenId is { } openId)
        {
            yield return ("openId.issuer", openId.Issuer, none);
            if (openId.JwksUrl is { } keys) yield return ("openId.jwksUrl", keys, none);
        }
        if (platform.Api.BaseUrl is { } api) yield return ("api.baseUrl", api, stored);
        foreach (var (field, value) in PlatformParts.Items("api.hosts", platform.Api.Hosts).Concat(PlatformParts.Values("api.headers", platform.Api.Headers))) yield return (field, value, stored);
        string[] account = ["account.id", "account.name", "account.avatar", .. platform.Account.Store.Keys.Select(key => "account." + key), .. stored, "token.*"];
        if (platform.Account.IdTemplate is { } id) yield return ("account.idTemplate", id, account);
        if (platform.Account.NameTemplate is { } name) yield return ("account.nameTemplate", name, account);
        if (platform.Account.AvatarTemplate is { } avatar) yield return ("account.avatarTemplate", avatar, account);
        for (var i = 0; i < platform.TemplateVariables.Count; i++)
            if (platform.TemplateVariables[i].Default is { } value) yield return ($"templateVariables[{i}].default", value, none);
    }

    private static IEnumerable<string> Stored(Platform platform) =>
        platform.Token.Response.Store.Keys.Concat(platform.Account.Store.Keys).Concat(platform.Authorization.CallbackFields)
            .Concat(platform.PostConnect.Select(call => call.StoreAs)).Concat(platform.TemplateVariables.Select(variable => variable.Name))
            .Concat(platform.Token.Response.BaseUrl.Count > 0 ? ["base_url"] : []);
}
