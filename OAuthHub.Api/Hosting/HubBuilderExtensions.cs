using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Auth;
using OAuthHub.Api.Connections;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Events;
using OAuthHub.Api.Mcp;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Proxy;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Sandbox;
using OAuthHub.ServiceDefaults;
using OAuthHub.Worker;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Api.Hosting;

internal static class HubBuilderExtensions
{
    public const string DefaultAddress = "http://localhost:8400";

    public static void AddHub(this WebApplicationBuilder builder)
    {
        ServerPatch.Require();
        builder.Configuration.AddSecretFiles();
        builder.UseDefaultAddress(DefaultAddress);
        // Agents' connections are busy: waiting for data with nothing in hand costs one more system call for each request, and saves 4 KiB for each that idles.
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1; // platforms' headers pass as they came
        });
        SandboxPlatform.Register(builder.Configuration, builder.Environment);
        builder.AddServiceDefaults();
        builder.Services.AddHubCore(builder.Configuration);
        builder.Services.AddVaultHealth().AddCoordinationHealth();
        builder.Services.AddSingleton(FindAddress);
        if (SandboxPlatform.IsHosted(builder.Configuration, builder.Environment)) builder.Services.AddSandbox(builder.Configuration);
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString("redis"))) builder.Services.AddHubWorker();

        builder.Services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = StatusCodeProblems.WithoutTrace).AddExceptionHandler<HubExceptionHandler>();
        builder.Services.AddSingleton<Faults>().AddSingleton<SecurityHeaders>();
        builder.Services.AddHubSession(builder.Configuration);
        builder.Services.AddSingleton<FlowCookie>().AddSingleton<LoginRate>().AddSingleton<AnonymousRefusals>().AddSingleton<WrongKeys>().AddSingleton<AgentGate>().AddSingleton<ConnectionSelector>().AddSingleton<ConnectionViews>().AddSingleton<ApiDescriptions>().AddSingleton<CredentialAnswers>().AddSingleton<NewerToken>().AddSingleton<AgentPlaces>();
        builder.Services.AddProxyApi();
        builder.Services.AddHubMcp(builder.Configuration);
        builder.Services.AddOpenApi("v1", HubDocument.Configure);
        builder.Services.AddHostedService<StartBanner>();
    }

    /// <summary>Where a browser on this machine finds what listens there.</summary>
    public static string ReachableAt(string listening) =>
        listening.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);

    private static HubAddress FindAddress(IServiceProvider services)
    {
        var configured = services.GetRequiredService<IOptions<HubOptions>>().Value.PublicUrl;
        if (configured is not null) return new HubAddress(() => configured);
        if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            throw new HubStartException("OAuthHub:PublicUrl is not set. Outside Development the hub must be told its own address, from which redirect URIs are built. Set OAuthHub__PublicUrl, such as https://hub.example.com.");
        return new HubAddress(() => services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } first
            ? ReachableAt(first)
            : throw new InvalidOperationException("The hub does not listen yet, so it does not know its address."));
    }
}
