namespace OAuthHub.Worker.Hosting;

/// <summary>The practice platform: within the API in Development, in a process of its own where its address is given, else off.</summary>
public static class SandboxPlatform
{
    private const string Url = "OAuthHub:Sandbox:Url";

    /// <summary>Whether the API itself is the practice platform.</summary>
    public static bool IsHosted(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool?>("OAuthHub:Sandbox:Enabled") ?? (environment.IsDevelopment() && configuration[Url] is null);

    /// <summary>Sets it up as a platform: its address and its registration, which need no console to get.</summary>
    public static void Register(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!IsHosted(configuration, environment) && configuration[Url] is null) return;
        var defaults = new Dictionary<string, string?>
        {
            ["OAuthHub:Platforms:sandbox:ClientId"] = configuration["OAuthHub:Sandbox:ClientId"] ?? "oauthhub-sandbox",
            ["OAuthHub:Platforms:sandbox:ClientSecret"] = configuration["OAuthHub:Sandbox:ClientSecret"] ?? "practice-only",
        };
        if (configuration[Url] is { } url) defaults["OAuthHub:Platforms:sandbox:Variables:sandboxUrl"] = url;
        foreach (var (key, value) in defaults)
            if (configuration[key] is null) configuration[key] = value;
    }
}
