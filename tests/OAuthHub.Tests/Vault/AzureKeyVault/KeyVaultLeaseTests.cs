using System.Globalization;
using System.Text;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>The lease that stands for the conditional write that Key Vault does not have.</summary>
public sealed class KeyVaultLeaseTests(RedisFixture redis) : KeyVaultTest, IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Two_processes_with_the_same_leases_lose_no_update() => await CountAsync(await Fixture.OpenAsync(), await Fixture.OpenAsync());

    [RedisFact]
    public async Task Two_processes_on_one_Redis_lose_no_update()
    {
        var hub = redis.NewHub();
        Fixture.Leases = hub.NewLeases(TimeProvider.System);
        var first = await Fixture.OpenAsync();
        Fixture.Leases = hub.NewLeases(TimeProvider.System);
        await CountAsync(first, await Fixture.OpenAsync());
    }

    [RedisFact]
    public async Task Processes_that_make_the_vault_at_once_agree_on_one_by_Redis()
    {
        var hub = redis.NewHub();
        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Fixture.OpenAsync(new RedisOpeningLeases(hub.NewLink(), TimeProvider.System)))));
        Assert.Single(all.Select(one => one.Vault.DeploymentId).Distinct());
        Assert.Single(Server.Secrets.Versions("oauthhub-header"));
    }

    [RedisFact]
    public async Task While_another_process_makes_the_vault_nobody_else_does()
    {
        Fixture.Limits = new KeyVaultLimits { Lease = TimeSpan.FromSeconds(0.3) };
        var opening = new RedisOpeningLeases(redis.NewHub().NewLink(), TimeProvider.System);
        await using (await opening.TryAcquireAsync($"{Server.Address.Host}/header", CancellationToken.None))
        {
            await Assert.ThrowsAsync<VaultUnavailableException>(() => Fixture.OpenAsync(opening));
            Assert.Empty(Server.Secrets.Versions("oauthhub-header"));
        }
        Fixture.Limits = new();
        await Fixture.OpenAsync(opening);
        Assert.Single(Server.Secrets.Versions("oauthhub-header"));
    }

    [Fact]
    public async Task A_record_that_another_process_writes_for_too_long_is_not_written()
    {
        Fixture.Limits = new KeyVaultLimits { Lease = TimeSpan.FromSeconds(0.3) };
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0);
        var name = "vault:" + Fixture.OnlySecret()["oauthhub-".Length..];
        var versions = Server.Secrets.Versions(Fixture.OnlySecret()).Count;
        await using (await Fixture.Leases.TryAcquireAsync(name, CancellationToken.None))
            Assert.Contains("Nothing was written", (await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, 1))).Message, StringComparison.Ordinal);
        Assert.Equal(versions, Server.Secrets.Versions(Fixture.OnlySecret()).Count);
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1));
    }

    [Fact]
    public async Task A_process_that_stood_still_between_comparing_and_sending_sends_nothing()
    {
        var clock = new FakeClock(HubHost.Start);
        Fixture.Leases = new InMemoryLeases(clock);
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0);
        var reads = 0;
        Server.Fault = request =>
        {
            // The second read is the comparison under the lease.
            if (request.IsRead && request.Path.Contains(Fixture.OnlySecret(), StringComparison.Ordinal) && Interlocked.Increment(ref reads) == 2) clock.Advance(TimeSpan.FromMinutes(3));
            return FakeFault.None;
        };
        Assert.Contains("stood still", (await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, 1))).Message, StringComparison.Ordinal);
        Assert.Single(Server.Secrets.Versions(Fixture.OnlySecret()));
    }

    [Fact]
    public async Task Without_Redis_nothing_is_written_and_reads_go_on()
    {
        var leases = new LeasesThatGoAway(Fixture.Leases);
        Fixture.Leases = leases;
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0);
        leases.AreAway = true;
        Assert.Contains("Bring Redis back", (await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, 1))).Message, StringComparison.Ordinal);
        Assert.NotNull(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        leases.AreAway = false;
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1));
    }

    private static async Task CountAsync(OpenedVault first, OpenedVault second)
    {
        const int Each = 10;
        await Write(first.Vault, 0, "0");
        await Task.WhenAll(new[] { first, second, first, second }.Select(process => Task.Run(async () =>
        {
            for (var done = 0; done < Each;)
            {
                var record = (await process.Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!;
                var next = int.Parse(Encoding.UTF8.GetString(record.Secret.Span), CultureInfo.InvariantCulture) + 1;
                if (await Write(process.Vault, record.Generation, next.ToString(CultureInfo.InvariantCulture)) is VaultWriteOutcome.Written) done++;
            }
        })));
        var last = (await second.Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!;
        Assert.Equal(("40", 41L), (Encoding.UTF8.GetString(last.Secret.Span), last.Generation));
    }

    private static Task<VaultWriteOutcome> Write(IVault vault, long expected, string secret = "s3cret") =>
        vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", expected, secret)), CancellationToken.None);

    private sealed class LeasesThatGoAway(ILeases leases) : ILeases
    {
        public bool AreAway { get; set; }

        public ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken) =>
            AreAway ? throw new CoordinationUnavailableException("Redis does not answer.") : leases.TryAcquireAsync(resource, cancellationToken);
    }
}
