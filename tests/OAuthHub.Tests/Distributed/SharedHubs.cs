using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Distributed;

/// <summary>
/// Several hubs that share a folder, a Redis and a practice platform, as the processes of one hub do. Each has a clock of its own; all of them
/// stand still until the test moves them.
/// </summary>
internal sealed class SharedHubs : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<HubHost> hubs = [];
    private readonly HubSetup setup;
    private readonly RedisServer redis;
    private readonly TimeSpan patience;

    private SharedHubs(RedisServer redis, SandboxHost sandbox, HubSetup setup, TimeSpan patience) => (this.redis, Sandbox, this.setup, this.patience) = (redis, sandbox, setup, patience);

    public SandboxHost Sandbox { get; }
    public RedisServer Redis => redis;
    public TemporaryFolder Folder => folder;
    public HubHost this[int number] => hubs[number];
    public IReadOnlyList<HubHost> All => hubs;

    /// <param name="redis">Its owner disposes it.</param>
    /// <param name="hub">What the hubs know of the platform: <see cref="RefreshSteps.Setup"/> when left out. The platform gets the same knobs.</param>
    /// <param name="patience">How long a hub waits for Redis; so long that a busy machine does not matter when left out. For tests in which Redis stands still.</param>
    public static async Task<SharedHubs> StartAsync(RedisServer redis, int count = 2, HubSetup? hub = null, TimeSpan? patience = null)
    {
        hub ??= RefreshSteps.Setup();
        const string section = "OAuthHub:Sandbox:";
        var knobs = hub.Settings.Where(pair => pair.Key.StartsWith(section, StringComparison.Ordinal)).Select(pair => (pair.Key[section.Length..], pair.Value!));
        var shared = new SharedHubs(redis, await SandboxHost.StartAsync([("AutoApprove", "true"), .. knobs]), hub, patience ?? HubHost.Deadline);
        for (var number = 0; number < count; number++) await shared.AddAsync();
        return shared;
    }

    /// <summary>One more hub, perhaps with parts of the test's own.</summary>
    public async Task<HubHost> AddAsync(Action<IServiceCollection>? services = null)
    {
        var hub = await HubHost.StartAsync(setup with
        {
            Folder = folder,
            SandboxAddress = Sandbox.Address,
            Settings = new Dictionary<string, string?>(setup.Settings) { ["ConnectionStrings:redis"] = redis.ConnectionString },
            Services = all =>
            {
                var name = $"hub-{hubs.Count}";
                all.Decorate<IVault>(vault => new NamedOwnerVault(vault, name));
                all.AddPatientRedis(redis.ConnectionString, patience);
                services?.Invoke(all);
            },
        });
        hub.Clock.Advance(Sandbox.Clock.GetUtcNow() - hub.Clock.GetUtcNow());
        hubs.Add(hub);
        // A hub serves before it has found its Redis, and knows till then what was there when it started.
        if (redis.IsUp) await Waiting.UntilAsync(() => hub.Get<CoordinationState>().IsThere);
        return hub;
    }

    /// <summary>One more hub, which hears nothing of what the others do.</summary>
    public Task<HubHost> AddDeafAsync() => AddAsync(services => services.Decorate<IChangeEvents>(events => new DeafEvents(events)));

    /// <summary>Connects an account through the first.</summary>
    public async Task<Connection> ConnectAsync(HubHost? through = null)
    {
        var hub = through ?? hubs[0];
        await CanSignInAsync(hub.Browser);
        return await hub.ConnectAsync();
    }

    /// <summary>Waits until a login can begin.</summary>
    public static async Task CanSignInAsync(Browser browser)
    {
        await browser.SignInAsync();
        await Waiting.UntilAsync(async () => (await browser.GetAsync("/auth/sandbox/login")).Status is System.Net.HttpStatusCode.SeeOther);
    }

    /// <summary>Moves every clock, the platform's too.</summary>
    public void Advance(TimeSpan by)
    {
        foreach (var clock in hubs.Select(hub => hub.Clock).Prepend(Sandbox.Clock)) clock.Advance(by);
    }

    /// <summary>From now on the clocks go as the machine's does, until this is disposed; for waits that nobody but the time ends.</summary>
    public PassingTime LetTimePass() => new(Advance);

    /// <summary>The names in Redis that hold this word; each test class shares a server, so only those of this hub.</summary>
    public async Task<IReadOnlyList<string>> RedisKeysAsync(string word)
    {
        var prefix = hubs[0].Get<Core.Coordination.Redis.RedisNames>().Complete[..^"complete".Length];
        return [.. (await redis.KeysAsync()).Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && key[prefix.Length..].Contains(word, StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in hubs) await hub.DisposeAsync();
        await Sandbox.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Moves clocks by as much as the machine's moves.</summary>
    internal sealed class PassingTime : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task run;

        public PassingTime(Action<TimeSpan> advance) => run = Task.Run(async () =>
        {
            for (var last = TimeProvider.System.GetTimestamp(); !stop.IsCancellationRequested;)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                var now = TimeProvider.System.GetTimestamp();
                advance(TimeProvider.System.GetElapsedTime(last, now));
                last = now;
            }
        });

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }
    }
}

/// <summary>A hub whose messages from other processes are all lost.</summary>
internal sealed class DeafEvents(IChangeEvents inner) : IChangeEvents
{
    public void Publish(HubChange change) => inner.Publish(change);

    public IDisposable Subscribe(Action<HubChange> handler) => inner.Subscribe(change =>
    {
        if (!change.FromAnother) handler(change);
    });
}

/// <summary>
/// Intents name the process that wrote them, which is one and the same for all hubs of a test. Here each hub has a name of its own, by which
/// the others know it for a neighbour that lives.
/// </summary>
internal sealed class NamedOwnerVault(IVault inner, string name) : PassingVault(inner)
{
    public override async ValueTask<VaultRecord?> ReadAsync(VaultName record, CancellationToken cancellationToken) =>
        await base.ReadAsync(record, cancellationToken) is not { } found ? null
        : record.Kind is VaultKind.Connection ? found with { Secret = Renamed(found.Secret, name, ProcessIdentity.Own) } : found;

    public override Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) => base.CommitAsync(
        commit.Write is { Name.Kind: VaultKind.Connection } write ? commit with { Write = write with { Secret = Renamed(write.Secret, ProcessIdentity.Own, name) } } : commit, cancellationToken);

    private static ReadOnlyMemory<byte> Renamed(ReadOnlyMemory<byte> secret, string from, string to)
    {
        var connection = ConnectionCodec.Read(secret);
        return connection.Intent is { } intent && intent.Owner == from ? ConnectionCodec.Write(connection with { Intent = intent with { Owner = to } }) : secret;
    }
}
