namespace OAuthHub.Api.Hosting;

/// <summary>The practice platform within the hub: on in Development, off elsewhere unless asked for.</summary>
internal static class SandboxHosting
{
    public static bool IsEnabled(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool?>("OAuthHub:Sandbox:Enabled") ?? (environment.IsDevelopment() && configuration["OAuthHub:Sandbox:Url"] is null);

    /// <summary>Sets the sandbox up as a platform: its address and its registration, which need no console to get.</summary>
    public static void Configure(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (!IsEnabled(configuration, builder.Environment) && configuration["OAuthHub:Sandbox:Url"] is null) return;
        var defaults = new Dictionary<string, string?>
        {
            ["OAuthHub:Platforms:sandbox:ClientId"] = configuration["OAuthHub:Sandbox:ClientId"] ?? "oauthhub-sandbox",
            ["OAuthHub:Platforms:sandbox:ClientSecret"] = configuration["OAuthHub:Sandbox:ClientSecret"] ?? "practice-only",
        };
        if (configuration["OAuthHub:Sandbox:Url"] is { } url) defaults["OAuthHub:Platforms:sandbox:Variables:sandboxUrl"] = url;
        foreach (var (key, value) in defaults)
            if (configuration[key] is null) configuration[key] = value;
    }
}
