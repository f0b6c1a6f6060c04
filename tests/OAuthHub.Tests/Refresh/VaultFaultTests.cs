using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using OAuthHub.Tests.Vault.LocalJournal;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>A vault that cannot be read or written at the moments that matter (F-22 to F-27).</summary>
public sealed class VaultFaultTests : IDisposable
{
    private readonly FaultyVault vault = new();

    [Fact]
    public async Task A221_F22_without_an_intent_on_disk_nothing_is_sent_and_health_is_red()
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        Assert.Equal(HttpStatusCode.OK, (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        vault.Writes = WriteFault.Before;
        Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection)).Code);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        (await hub.Agent.ReadAsync()).Ok();
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        vault.Heal();
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
    }

    [Fact]
    public async Task F26_without_reading_the_vault_again_nothing_is_sent()
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        vault.FailsReads = true;
        Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection)).Code);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        vault.Heal();
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F23_F24_ten_minutes_of_failing_writes_cost_nothing(bool withLocalJournal)
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        if (!withLocalJournal) hub.Get<AnswerJournal>().Dispose(); // F-23: that disk is full too
        (vault.Writes, vault.Strikes) = (WriteFault.Before, FaultyVault.IsAnswer);
        var refresh = hub.BeginRefresh(connection);
        await UntilAsync(() => vault.Failed > 0 && hub.Connections.Index.Find(connection.Id)!.TokenGeneration == 2, "the new token in memory");
        var served = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        Assert.NotEqual(connection.Tokens!.AccessToken.RevealSecret(), served);
        (await hub.Sandbox.GetAsync("api/me", served)).Ok();
        Assert.Equal(withLocalJournal, HoldsSomething(hub));

        for (var end = hub.Clock.GetUtcNow().AddMinutes(10); hub.Clock.GetUtcNow() < end;)
        {
            var failed = vault.Failed;
            hub.Clock.Advance(TimeSpan.FromSeconds(5));
            await UntilAsync(() => vault.Failed > failed, "another try to write");
        }
        Assert.False(refresh.IsCompleted);
        Assert.False(hub.BeginRefresh(connection).IsCompleted); // whoever comes joins it
        Assert.Equal(1, (await hub.StoredAsync(connection.Id)).TokenGeneration);

        vault.Heal();
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        Assert.Equal(served, (await hub.Agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        Assert.False(HoldsSomething(hub));
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task F27_a_write_that_was_done_without_a_word_is_recognised_and_scheduled()
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        (vault.Writes, vault.Strikes, vault.HealsAfter) = (WriteFault.After, FaultyVault.IsAnswer, 1);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        var stored = await hub.StoredAsync(connection.Id);
        stored.AssertState(Active, null, 2);
        Assert.Equal(1, vault.Failed);
        var due = hub.Get<IDueQueue>();
        Assert.Equal(0, await due.CountDueAsync("sandbox", connection.DueAt!.Value, CancellationToken.None));
        Assert.Equal(1, await due.CountDueAsync("sandbox", stored.DueAt!.Value, CancellationToken.None));
        Assert.False(HoldsSomething(hub));
    }

    [Fact]
    public async Task F27_an_intent_that_was_written_without_a_word_is_no_try_for_whoever_knows_that_nothing_was_sent()
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        (vault.Writes, vault.Strikes, vault.HealsAfter) = (WriteFault.After, FaultyVault.IsIntent, 2);
        for (var time = 0; time < 2; time++) Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection)).Code);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        Assert.NotNull((await hub.StoredAsync(connection.Id)).Intent);
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 503 });
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection));
        Assert.Equal(1, (await hub.StoredAsync(connection.Id)).Intent!.Attempt);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(connection));
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Theory]
    [InlineData(WriteFault.Before)]
    [InlineData(WriteFault.After)]
    public async Task Whatever_the_vault_fails_with_a_token_that_came_is_not_dropped(WriteFault fault)
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        (vault.Writes, vault.Strikes, vault.HealsAfter) = (fault, FaultyVault.IsAnswer, 1);
        vault.Failure = () => new VaultIntegrityException("The vault file of this test is damaged for a moment.");
        var refresh = hub.BeginRefresh(connection);
        await UntilAsync(() => vault.Failed > 0, "the failing write");
        await UntilAsync(() => refresh.IsCompleted || Advance(hub), "the end of the refresh");
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh);
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Theory]
    [InlineData("other_account", ConnectionReason.AccountChanged)]
    [InlineData("token_type", ConnectionReason.TokenTypeChanged)]
    public async Task Tokens_that_are_set_aside_are_kept_through_failing_writes_too(string fault, string reason)
    {
        var (hub, connection) = await StartAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(fault == "token_type" ? new { kind = fault, value = "mac" } : (object)new { kind = fault });
        (vault.Writes, vault.Strikes, vault.HealsAfter) = (WriteFault.Before, FaultyVault.IsAnswer, 3);
        var refresh = hub.BeginRefresh(connection);
        await UntilAsync(() => refresh.IsCompleted || Advance(hub), "the end of the refresh");
        Assert.Equal(new RefreshOutcome.Quarantined(reason), await refresh);
        (await hub.StoredAsync(connection.Id)).AssertState(Quarantined, reason, 1);
        Assert.NotNull(await hub.Connections.ReadJournalAsync(connection.Id, CancellationToken.None));
    }

    public void Dispose() => vault.Dispose();

    private Task<(HubHost Hub, Connection Connection)> StartAsync() => StartAgedAsync(Setup() with { Services = vault.Use });

    private static bool Advance(HubHost hub)
    {
        hub.Clock.Advance(TimeSpan.FromMilliseconds(250));
        return false;
    }

    private static bool HoldsSomething(HubHost hub) => JournalPeek.HoldsSomething(hub.Folder.File("journal"));
}
