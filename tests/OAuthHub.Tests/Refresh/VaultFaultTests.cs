using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Refresh;

/// <summary>The vault fails around an exchange: no token is spent for nothing, and none that came is dropped.</summary>
public sealed class VaultFaultTests
{
    [Fact]
    public async Task F22_when_the_intent_cannot_be_written_nothing_is_sent()
    {
        await using var rig = await Rig.StartAsync();
        rig.Vault.FailsWrites = _ => true;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await rig.RefreshAsync()).Code);
        Assert.Equal(0, await rig.RefreshesAsync());
        (await rig.Hub.Agent.ReadAsync()).Ok(); // the token lives
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await rig.Hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(20));
        var dead = await rig.Hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "vault_unavailable"), (dead.Status, dead.Code));

        rig.Vault.FailsWrites = _ => false;
        Assert.IsType<RefreshOutcome.Refreshed>(await rig.RefreshAsync());
        Assert.Equal(HttpStatusCode.OK, (await rig.Hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F23_when_the_local_journal_fails_too_the_answer_waits_in_memory()
    {
        await using var rig = await Rig.StartAsync();
        rig.Hub.Get<Core.Vault.LocalJournal.AnswerJournal>().Dispose(); // as good as a disk that cannot be written
        var left = 3;
        rig.Vault.FailsWrites = commit => FaultyVault.HoldsAnAnswer(commit) && left-- > 0;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(100));
        var refresh = rig.RefreshAsync();
        await rig.MoveUntilAsync(() => refresh.IsCompleted, TimeSpan.FromMilliseconds(200));
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh);
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F24_ten_minutes_without_a_vault_cost_nothing()
    {
        await using var rig = await Rig.StartAsync(seconds: 3600);
        rig.Vault.FailsWrites = FaultyVault.HoldsAnAnswer;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(3590)); // ten seconds left: readers wait for the refresh
        var before = rig.Connection.Tokens!.AccessToken.RevealSecret();
        var refresh = rig.RefreshAsync();
        await Waiting.UntilAsync(async () => (await rig.Hub.Connections.GetAsync(rig.Connection.Id, CancellationToken.None))!.TokenGeneration == 2);
        var served = (await rig.Hub.Agent.ReadAsync()).Ok().AccessToken;
        Assert.NotEqual(before, served);
        (await rig.Hub.Sandbox.GetAsync("api/me", served)).Ok();
        await rig.MoveUntilAsync(() => rig.Hub.Clock.GetUtcNow() > HubHost.Start.AddSeconds(3590 + 600), TimeSpan.FromSeconds(5));
        Assert.False(refresh.IsCompleted);
        Assert.Equal(1, (await rig.Hub.StoredAsync(rig.Connection.Id)).TokenGeneration);
        Assert.Equal(served, (await rig.Hub.Agent.ReadAsync()).Ok().AccessToken);

        rig.Vault.FailsWrites = _ => false;
        await rig.MoveUntilAsync(() => refresh.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh);
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F26_when_the_record_cannot_be_read_nothing_is_sent()
    {
        await using var rig = await Rig.StartAsync();
        rig.Vault.FailsReads = true;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.IsType<RefreshOutcome.TryLater>(await rig.RefreshAsync());
        Assert.Equal(0, await rig.RefreshesAsync());
        rig.Vault.FailsReads = false;
        Assert.IsType<RefreshOutcome.Refreshed>(await rig.RefreshAsync());
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F27_a_write_whose_outcome_is_unknown_is_read_back()
    {
        await using var rig = await Rig.StartAsync();
        var lost = 0;
        rig.Vault.LosesOutcomes = commit => FaultyVault.HoldsAnAnswer(commit) && lost++ == 0;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.IsType<RefreshOutcome.Refreshed>(await rig.RefreshAsync());
        Assert.Equal(1, lost);
        await rig.AgreesAsync(refreshes: 1);
        (await rig.Hub.Agent.ReadAsync()).Ok();
    }

    [Fact]
    public async Task F27_an_intent_whose_write_looks_failed_is_not_sent_and_is_tried_again_later()
    {
        await using var rig = await Rig.StartAsync();
        var lost = 0;
        rig.Vault.LosesOutcomes = commit => commit.Journal is null && lost++ == 0;
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(97));
        Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await rig.RefreshAsync()).Code);
        Assert.Equal(0, await rig.RefreshesAsync());
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(22)); // the last moment: an open intent is tried once
        Assert.IsType<RefreshOutcome.Refreshed>(await rig.RefreshAsync());
        await rig.AgreesAsync(refreshes: 1);
    }

    /// <summary>A hub whose vault can be told to fail, with one account connected.</summary>
    private sealed class Rig(HubHost hub, FaultyVault vault, Connection connection) : IAsyncDisposable
    {
        public HubHost Hub => hub;
        public FaultyVault Vault => vault;
        public Connection Connection => connection;

        public static async Task<Rig> StartAsync(int seconds = 120)
        {
            FaultyVault? vault = null;
            var hub = await HubHost.StartAsync(new HubSetup
            {
                Settings = { ["OAuthHub:Sandbox:AccessTokenSeconds"] = $"{seconds}" },
                Services = services => CountingVault.Decorate(services, inner => vault = new FaultyVault(inner)),
            });
            return new Rig(hub, vault!, await hub.ConnectAsync());
        }

        public Task<RefreshOutcome> RefreshAsync() =>
            hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None).WaitAsync(HubHost.Deadline);

        public Task<long> RefreshesAsync() => hub.Sandbox.TotalAsync("refreshes");

        public Task MoveUntilAsync(Func<bool> condition, TimeSpan step) => Waiting.UntilAsync(() =>
        {
            hub.Clock.Advance(step);
            return condition();
        });

        /// <summary>Vault and platform agree, and nothing was spent twice.</summary>
        public async Task AgreesAsync(long refreshes)
        {
            var stored = await hub.StoredAsync(connection.Id);
            Assert.Equal((ConnectionState.Active, refreshes + 1, null), (stored.State, stored.TokenGeneration, stored.Intent));
            var ledger = await hub.Sandbox.LedgerAsync();
            Assert.Equal((refreshes, 0), (ledger.GetProperty("totals").GetProperty("refreshes").GetInt64(), ledger.GetProperty("totals").GetProperty("reuses").GetInt64()));
            Assert.Equal(ledger.GetProperty("grants")[0].GetProperty("current_refresh_token_sha256").GetString(), stored.Tokens!.RefreshToken!.Fingerprint().ToString());
        }

        public ValueTask DisposeAsync()
        {
            vault.FailsWrites = _ => false;
            return hub.DisposeAsync();
        }
    }
}
