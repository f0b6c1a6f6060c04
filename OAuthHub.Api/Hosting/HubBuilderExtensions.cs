using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Auth;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Sandbox;
using OAuthHub.ServiceDefaults;
using OAuthHub.Worker;

namespace OAuthHub.Api.Hosting;

internal static class HubBuilderExtensions
{
    private const string DefaultAddress = "http://localhost:8400";

    public static void AddHub(this WebApplicationBuilder builder)
    {
        UseDefaultAddress(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        SandboxHosting.Configure(builder);
        builder.AddServiceDefaults();
        builder.Services.AddHubCore(builder.Configuration);
        builder.Services.AddSingleton<VaultHealthCheck>().AddHealthChecks().AddCheck<VaultHealthCheck>("vault");
        builder.Services.AddSingleton(FindAddress);
        if (SandboxHosting.IsEnabled(builder.Configuration, builder.Environment)) builder.Services.AddSandbox(builder.Configuration);
        if (builder.Configuration.GetConnectionString("redis") is null) builder.Services.AddHubWorker();

        builder.Services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = StatusCodeProblems.WithoutTrace).AddExceptionHandler<HubExceptionHandler>();
        builder.Services.AddHubSession(builder.Configuration);
        builder.Services.AddSingleton<FlowCookie>().AddSingleton<ConnectionSelector>();
        builder.Services.AddOpenApi("v1", HubDocument.Configure);
        builder.Services.AddHostedService<StartBanner>();
    }

    /// <summary>http://localhost:8400, unless --urls, ASPNETCORE_URLS or a container's port variable say otherwise.</summary>
    private static void UseDefaultAddress(WebApplicationBuilder builder)
    {
        var isSet = ((string[])["urls", "http_ports", "https_ports"]).Any(key => !string.IsNullOrEmpty(builder.Configuration[key]));
        if (!isSet && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()) builder.WebHost.UseUrls(DefaultAddress);
    }

    private static HubAddress FindAddress(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IOptions<HubOptions>>().Value.PublicUrl;
        if (configured is not null) return new HubAddress(() => configured);
        if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            throw new HubStartException("OAuthHub:PublicUrl is not set. Outside Development the hub must be told its own address, from which redirect URIs are built. Set OAuthHub__PublicUrl, such as https://hub.example.com.");
        return new HubAddress(() => services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } first
            ? first.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            : throw new InvalidOperationException("The hub does not listen yet, so it does not know its address."));
    }
}
