using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Moving;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.AzureKeyVault;
using OAuthHub.Tests.Vault.HashiCorpVault;
using OAuthHub.Tests.Vault.PostgreSql;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Vault.Moving;

/// <summary>Whole hubs whose vault goes through all four backends in a circle while agents read and refresh. With a server of its own: most of it is waiting.</summary>
public sealed class HubMoveTests(PostgresFixture postgres, ITestOutputHelper output) : IClassFixture<PostgresFixture>
{
    private static readonly string[] Circle = ["PostgreSql", "HashiCorpVault", "AzureKeyVault", "EncryptedFile"];

    /// <summary><c>OAUTHHUB_MOVE=1000</c>: so many connections (docs/testing.md).</summary>
    private static readonly int Accounts = int.TryParse(Environment.GetEnvironmentVariable("OAUTHHUB_MOVE"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 60;

    /// <summary>Longer than a busy machine stands still.</summary>
    private static readonly KeyVaultLimits Limits = new() { Write = TimeSpan.FromSeconds(20), Sending = TimeSpan.FromSeconds(10), Request = TimeSpan.FromSeconds(8), Read = TimeSpan.FromSeconds(15), Lease = TimeSpan.FromSeconds(15) };

    /// <summary>The shortest waits in which the other hub can see what the header says, and for writes that are under way on a machine that may stand still meanwhile; the backends answer at once.</summary>
    private static readonly TimeSpan UnderLoad = HeaderWatch.KnownWithin + TimeSpan.FromSeconds(3);

    /// <summary>Where nobody writes.</summary>
    private static readonly TimeSpan AtRest = HeaderWatch.KnownWithin;

    [PostgresFact]
    public async Task Moved_through_all_four_in_a_circle_no_read_fails_no_grant_is_lost_and_the_last_equals_the_first()
    {
        if (RedisServer.Missing is not null) return; // Key Vault's leases; PostgresFact has said why when both are missing
        await using var redis = await RedisServer.StartAsync();
        await using var hashiCorp = await FakeHashiCorpVault.StartAsync();
        await using var keyVault = await FakeKeyVault.StartAsync();
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 900);
        using var folder = new TemporaryFolder();
        var line = postgres.Server.ConnectionString(await postgres.Server.NewDatabaseAsync());
        Dictionary<string, string?> settings = [];
        foreach (var (key, value) in hashiCorp.Settings().Concat(keyVault.Settings).Concat(PostgreSqlHubTests.Settings(line))) settings[key] = value;
        (settings["OAuthHub:Vault:Backend"], settings["ConnectionStrings:redis"]) = ("EncryptedFile", redis.ConnectionString);
        var setup = new HubSetup { Folder = folder, RealTime = true, SandboxAddress = sandbox.Address, Settings = settings, Services = services => services.AddSingleton(keyVault.Clients with { Limits = Limits }).AddPatientRedis(redis.ConnectionString) };

        await using var one = await HubHost.StartAsync(setup);
        await using var two = await HubHost.StartAsync(setup);
        await Waiting.UntilAsync(() => one.Get<CoordinationState>().IsThere && two.Get<CoordinationState>().IsThere);
        var accounts = await Population.ConnectAsync(Accounts, [one.Address, two.Address]);
        await MoveAsync("nothing moves", [one, two], sandbox, accounts, Circle);

        // Nobody writes now: what comes back is what went out, bit by bit.
        var before = await RowsAsync(one);
        foreach (var backend in Circle)
        {
            await MoveAsync(one, backend, AtRest);
            await FollowedAsync([one, two], backend);
        }
        var after = await RowsAsync(one);
        Assert.Equal("EncryptedFile", one.Get<LiveVault>().Current.Backend);
        Assert.Equal(before.Count, after.Count);
        Assert.All(before, row => Assert.True(row.Value.HasContentOf(after[row.Key]), row.Key.ToString()));

        await AssertAgreementAsync(one, sandbox, accounts);
        Assert.Empty(hashiCorp.Violations);
    }

    private async Task MoveAsync(string what, IReadOnlyList<HubHost> hubs, SandboxHost sandbox, IReadOnlyList<string> accounts, string[] backends)
    {
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var (reads, refreshes) = (0, 0);
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(loop => Task.Run(() => LoadAsync(loop), CancellationToken.None)));
        foreach (var backend in backends)
        {
            var began = TimeProvider.System.GetTimestamp();
            var report = await MoveAsync(hubs[0], backend, UnderLoad);
            output.WriteLine($"{backend}: {report.Rows} rows in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s; so far {reads} reads, {refreshes} refreshes");
            Assert.Empty(report.Late);
            Assert.Empty(report.Problems);
            await FollowedAsync(hubs, backend);
        }
        await stop.CancelAsync();
        await load;
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10)));
        Assert.True(reads > accounts.Count && refreshes > 20, $"{what}: {reads} reads, {refreshes} refreshes");

        async Task LoadAsync(int loop)
        {
            for (var turn = loop; !stop.IsCancellationRequested; turn += 7)
            {
                var (agent, account) = (hubs[turn % hubs.Count].Agent, accounts[turn % accounts.Count]);
                if (loop == 0)
                {
                    // Refreshing may have to wait for the last rows; it must not fail, and the token that it gives must be a live one.
                    var refreshed = await agent.RefreshAsync(body: new { account });
                    if (refreshed.Status is not System.Net.HttpStatusCode.OK) failures.Enqueue($"refresh of {account}: {refreshed.Status} {refreshed.Body}");
                    refreshes++;
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
                    continue;
                }
                var read = await agent.ReadAsync("sandbox", "?account=" + account);
                if (read.Status is not System.Net.HttpStatusCode.OK) failures.Enqueue($"read of {account}: {read.Status} {read.Body}");
                else if ((await sandbox.GetAsync("api/me", read.AccessToken)).Status is System.Net.HttpStatusCode.Unauthorized) failures.Enqueue($"the token of {account} was refused");
                Interlocked.Increment(ref reads);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static Task FollowedAsync(IReadOnlyList<HubHost> hubs, string backend) => Waiting.UntilAsync(() => hubs.All(hub => hub.Get<LiveVault>().Current.Backend == backend));

    private static Task<MoveReport> MoveAsync(HubHost hub, string backend, TimeSpan patience) =>
        Mover(hub, patience).RunAsync(backend, hub.Get<IConfiguration>().GetSection($"{VaultOptions.Section}:{backend}"), despiteProblems: false, erase: true, null, CancellationToken.None);

    /// <summary>The long form's with the waits of every move.</summary>
    private static VaultMove Mover(HubHost hub, TimeSpan patience) =>
        Accounts >= 1000 ? hub.Get<VaultMove>() : new VaultMove(hub.Get<LiveVault>(), hub.Get<VaultOpener>(), hub.Get<KeyRing>()) { Patience = patience };

    private static async Task<Dictionary<RowId, SealedRow>> RowsAsync(HubHost hub)
    {
        var rows = new Dictionary<RowId, SealedRow>();
        await foreach (var row in hub.Get<LiveVault>().Current.Rows.ListAsync(whole: true, CancellationToken.None)) rows[row.Id] = row;
        return rows;
    }

    /// <summary>The vault holds, for each account, the very refresh token that the platform takes next, and none was ever exchanged twice.</summary>
    private static async Task AssertAgreementAsync(HubHost hub, SandboxHost sandbox, IReadOnlyList<string> accounts)
    {
        var grants = sandbox.Grants.All().ToLookup(grant => grant.Account);
        var held = new List<Connection>();
        foreach (var summary in hub.Connections.Index.All) held.Add(await hub.StoredAsync(summary.Id));
        Assert.Equal(accounts.Order(StringComparer.Ordinal), held.Select(connection => connection.Account.Id).Order(StringComparer.Ordinal));
        foreach (var connection in held)
        {
            var grant = Assert.Single(grants[connection.Account.Id]);
            Assert.False(grant.IsRevoked);
            Assert.InRange(grant.MaxExchangesOfOneRefreshToken, 0, 1);
            Assert.Equal(SandboxHost.Fingerprint(grant.Current!.Value), connection.Tokens!.RefreshToken!.Fingerprint().ToString());
        }
    }
}
