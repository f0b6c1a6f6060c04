namespace OAuthHub.Tests.Support;

/// <summary>Entries of the catalogue whose addresses are turned to the practice platform: their rules stay their own.</summary>
internal static class SecondPlatform
{
    public static HubSetup GitHub(params (string Key, string? Value)[] more) => Turned("github", more);

    public static HubSetup Slack(params (string Key, string? Value)[] more) => Turned("slack", more);

    /// <summary>Any entry that shares the sandbox's ways.</summary>
    public static HubSetup Of(string id) => Turned(id, []);

    /// <summary>Settings of the sandbox's own entry, such as <c>Refresh:Url</c>.</summary>
    public static HubSetup Sandbox(params (string Key, string? Value)[] settings) =>
        new() { Settings = settings.ToDictionary(setting => "OAuthHub:Platforms:sandbox:" + setting.Key, setting => setting.Value) };

    /// <summary>The same without an app registration: that is entered in the dashboard.</summary>
    public static HubSetup Unregistered(HubSetup setup) =>
        setup with { Settings = setup.Settings.Where(setting => !setting.Key.Contains(":Client", StringComparison.Ordinal)).ToDictionary() };

    private static HubSetup Turned(string id, (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ClientId"] = "oauthhub-sandbox",
            ["ClientSecret"] = "practice-only",
            ["Authorization:Url"] = "{hub}/sandbox/authorize",
            ["Authorization:Pkce"] = "supported",
            ["Authorization:ScopeSeparator"] = " ",
            ["Authorization:Scopes:0"] = "profile",
            ["Token:Url"] = "{hub}/sandbox/token",
            ["Account:Lookup:Url"] = "{hub}/sandbox/userinfo",
            ["Account:Lookup:Method"] = "GET",
            ["Account:Id:0"] = "sub",
            ["Account:Name:0"] = "name",
        };
        foreach (var (key, value) in more) settings[key] = value;
        return new() { Settings = settings.ToDictionary(setting => $"OAuthHub:Platforms:{id}:{setting.Key}", setting => setting.Value) };
    }
}
