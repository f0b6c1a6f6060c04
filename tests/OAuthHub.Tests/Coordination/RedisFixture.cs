using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>One server for a class of tests; every test has a hub of its own on it, that is, names of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!;

    private readonly System.Collections.Concurrent.ConcurrentBag<RedisParts> parts = [];

    /// <summary>The Redis parts of a new hub.</summary>
    internal RedisParts NewHub()
    {
        if (Server is null) return null!; // every test is skipped
        var made = new RedisParts(Server);
        parts.Add(made);
        return made;
    }

    public async Task InitializeAsync()
    {
        if (RedisServer.Missing is null) Server = await RedisServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var made in parts) await made.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }
}

/// <summary>The Redis parts of one hub, and of several of its processes.</summary>
internal sealed class RedisParts : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EncryptedFileVault vault;
    private readonly List<IAsyncDisposable> links = [];
    private readonly List<IDisposable> leases = [];
    private readonly HubMeter meter = new();
    private readonly string address;

    public RedisParts(RedisServer server, string? connectionString = null)
    {
        address = connectionString ?? server.ConnectionString;
        Keys = new KeyRing([MasterKey.Generate()]);
        vault = new EncryptedFileVault(new HubPaths(folder.Path), Keys, NullLogger<EncryptedFileVault>.Instance);
        Names = new RedisNames(vault);
    }

    public KeyRing Keys { get; }
    public RedisNames Names { get; }
    public IVault Vault => vault;
    public HubMeter Meter => meter;

    /// <summary>By default a patient one: what a test of many callers asks must not depend on what else the machine does.</summary>
    public RedisLink NewLink(ILogger<RedisLink>? logger = null, TimeSpan? patience = null)
    {
        var link = new RedisLink(address, logger ?? NullLogger<RedisLink>.Instance, patience ?? HubHost.Deadline);
        links.Add(link);
        return link;
    }

    public RedisLeases NewLeases(TimeProvider time, TimeSpan? length = null, RedisLink? link = null)
    {
        var made = new RedisLeases(link ?? NewLink(), Names, meter, time, NullLogger<RedisLeases>.Instance, length ?? RedisLeases.DefaultLength);
        leases.Add(made);
        return made;
    }

    public RedisLoginStates NewLoginStates(TimeProvider time) => new(NewLink(), Names, new LoginStateCodec(Keys, vault), time, NullLogger<RedisLoginStates>.Instance);

    public RedisConnectLinks NewConnectLinks(TimeProvider time) => new(NewLink(), Names, new ConnectLinkCodec(Keys, vault), time, NullLogger<RedisConnectLinks>.Instance);

    public RedisDueQueue NewDueQueue(RedisLink? link = null) => new(link ?? NewLink(), Names);

    public RedisChangeEvents NewEvents() => new(NewLink(), Names, Keys, vault, NullLogger<RedisChangeEvents>.Instance);

    public async ValueTask DisposeAsync()
    {
        foreach (var some in leases) some.Dispose();
        foreach (var link in links) await link.DisposeAsync();
        vault.Dispose();
        meter.Dispose();
        folder.Dispose();
    }
}
