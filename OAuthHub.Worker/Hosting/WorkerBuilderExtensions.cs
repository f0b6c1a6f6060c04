using Microsoft.Extensions.Configuration.Memory;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.ServiceDefaults;
using OAuthHub.Worker.Jobs;

namespace OAuthHub.Worker.Hosting;

/// <summary>The worker as a process of its own. It listens for its health alone.</summary>
internal static class WorkerBuilderExtensions
{
    private const string DefaultAddress = "http://localhost:8401";

    /// <summary>Where the API listens in Development; a worker has no address of its own that a redirect URI could name.</summary>
    private const string HubInDevelopment = "http://localhost:8400";

    /// <summary>An orchestrator kills after that. A refresh that is under way takes 20 s at most.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    public static void AddWorker(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSecretFiles();
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString("redis")))
            throw new HubStartException("ConnectionStrings:redis is not set. Workers share their work through Redis: set ConnectionStrings__redis for them and for the API, such as localhost:6379. Without Redis start the API alone: it does the worker's part itself.");
        AddQuietDefaults(builder.Configuration);
        builder.UseDefaultAddress(DefaultAddress);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        SandboxPlatform.Register(builder.Configuration, builder.Environment);
        builder.AddServiceDefaults();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton(FindAddress(builder.Configuration, builder.Environment));
        builder.Services.AddHubCore(builder.Configuration);
        builder.Services.AddHubWorker();
        builder.Services.AddVaultHealth().AddCoordinationHealth().AddHealthChecks().AddCheck<SweepHealthCheck>("sweep");
    }

    private static HubAddress FindAddress(ConfigurationManager configuration, IHostEnvironment environment)
    {
        var configured = configuration["OAuthHub:PublicUrl"];
        if (configured is null && !environment.IsDevelopment())
            throw new HubStartException("OAuthHub:PublicUrl is not set. Outside Development the worker must be told the same address of the hub as the API: platforms compare redirect URIs. Set OAuthHub__PublicUrl, such as https://hub.example.com.");
        return new HubAddress(() => configured ?? HubInDevelopment);
    }

    /// <summary>What an appsettings.json would say; a file of that name would get in the way of the API's, which takes this project in.</summary>
    private static void AddQuietDefaults(ConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:Quartz"] = "Warning",
            },
        });
}
