using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Sandbox;

namespace OAuthHub.Tests.Support;

/// <summary>A whole hub on a free port, sandbox included, with its data in a folder of its own.</summary>
internal sealed class HubHost : IAsyncDisposable
{
    public const string SignInToken = "sign-in-token-of-a-test";
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly WebApplication app;
    private readonly TemporaryFolder? own;
    private bool stopped;

    private HubHost(WebApplication app, FakeClock? clock, LogRecorder logs, TemporaryFolder folder, TemporaryFolder? own, string? sandboxAddress)
    {
        (this.app, this.own, Logs, Folder) = (app, own, logs, folder);
        Clock = clock!;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Sandbox = new SandboxControls(sandboxAddress ?? Address + "/sandbox");
        Browser = NewBrowser();
        Agent = new AgentClient(Address, File.ReadAllText(folder.File("agent.key")).Trim());
    }

    public string Address { get; }

    /// <summary>Only where the setup did not ask for real time.</summary>
    public FakeClock Clock { get; }

    public TemporaryFolder Folder { get; }
    public LogRecorder Logs { get; }
    public SandboxControls Sandbox { get; }

    /// <summary>The first person's browser; not signed in yet.</summary>
    public Browser Browser { get; }

    /// <summary>An agent with the bootstrap key.</summary>
    public AgentClient Agent { get; }

    public ConnectionStore Connections => Get<ConnectionStore>();

    public static async Task<HubHost> StartAsync(HubSetup? setup = null)
    {
        setup ??= new HubSetup();
        var made = setup.Folder is null ? new TemporaryFolder() : null;
        var folder = setup.Folder ?? made!;
        var clock = setup.RealTime ? null : new FakeClock(Start);
        var logs = new LogRecorder();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "OAuthHub.Api",
            EnvironmentName = setup.Environment,
            ContentRootPath = Repository.File("OAuthHub.Api"),
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["OAuthHub:DataDirectory"] = folder.Path,
            ["OAuthHub:SignInToken"] = SignInToken,
            ["OAuthHub:Sandbox:AutoApprove"] = "true",
            ["OAuthHub:Sandbox:Url"] = setup.SandboxAddress,
            // Everything is recorded, also what appsettings.json keeps quiet.
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Trace",
            ["Logging:LogLevel:Quartz"] = "Trace",
        });
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        if (clock is not null) builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddHub();
        Without(builder.Services, service => service.Name is nameof(StartBanner));
        if (!setup.Worker) Without(builder.Services, service => service.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) is true);
        setup.Services?.Invoke(builder.Services);
        var hub = builder.Build();
        hub.UseHub();
        hub.MapHub();
        try
        {
            await hub.StartAsync(CancellationToken.None);
        }
        catch
        {
            await hub.DisposeAsync();
            made?.Dispose();
            throw;
        }
        return new HubHost(hub, clock, logs, folder, made, setup.SandboxAddress);
    }

    /// <summary>A hub with one account connected at the sandbox.</summary>
    public static async Task<(HubHost Hub, Connection Connection)> StartConnectedAsync(HubSetup? setup = null)
    {
        var hub = await StartAsync(setup);
        return (hub, await hub.ConnectAsync());
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public Browser NewBrowser() => new(Address);

    /// <summary>Signs the browser in if need be and connects the account that the sandbox approves by itself.</summary>
    public async Task<Connection> ConnectAsync(string platform = "sandbox")
    {
        await Browser.SignInAsync();
        var end = await Browser.ConnectAsync(platform);
        Assert.True(end["status"] == "success", string.Join(' ', end));
        return await StoredAsync(end["connection"]!);
    }

    /// <summary>The connection as the vault has it now.</summary>
    public async Task<Connection> StoredAsync(string id) => (await Connections.ReadAsync(id, CancellationToken.None))!.Connection;

    /// <summary>Stops as on SIGTERM; the folder stays until the host is disposed.</summary>
    public async Task StopAsync()
    {
        if (stopped) return;
        stopped = true;
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Browser.Dispose();
        Agent.Dispose();
        Sandbox.Dispose();
        own?.Dispose();
    }

    private static void Without(IServiceCollection services, Predicate<Type> which)
    {
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType is { } type && which(type)).ToList())
            services.Remove(service);
    }
}
