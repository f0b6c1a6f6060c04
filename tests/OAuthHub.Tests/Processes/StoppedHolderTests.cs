using System.Net;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>SIGSTOP of the process that refreshes, for longer than its intent holds, while a neighbour on the same vault goes on.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StoppedHolderTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task F08_stopped_for_less_than_its_intent_holds_the_answer_that_came_meanwhile_is_kept()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 3600);
        using var folder = new TemporaryFolder();
        await using var holder = await HubProcess.StartAsync(folder, sandbox.Address);
        await holder.ConnectAsync();
        var old = (await holder.Agent.ReadAsync()).Ok().AccessToken;
        await sandbox.FaultAsync(new { kind = "delay", seconds = 1, after_commit = true });
        var asked = holder.Agent.RefreshAsync();
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1);
        holder.Freeze();
        await Task.Delay(RefreshTimes.Call + TimeSpan.FromSeconds(3), TimeProvider.System); // when it goes on, its call has taken too long already
        holder.Thaw();
        Assert.NotEqual(old, (await asked.WaitAsync(Deadline)).Ok().AccessToken);
        Assert.Equal(0, await holder.TerminateAsync());

        using var vault = new StoppedVault(folder);
        var ledger = await sandbox.GrantLedgerAsync();
        Assert.Equal((1, 0), (ledger.GetProperty("refreshes").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        Assert.Equal(ledger.GetProperty("current_refresh_token_sha256").GetString(), Assert.Single(await vault.RefreshTokensAsync()));
    }

    [Fact]
    public async Task F08_stopped_while_the_answer_was_under_way_another_process_takes_over_and_the_grant_lives()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", "Window"), ("LeewaySeconds", "600"));
        using var folder = new TemporaryFolder();
        await using var holder = await HubProcess.StartAsync(folder, sandbox.Address, RefreshSteps.CatalogueSettings("window", 600));
        await holder.ConnectAsync();
        await using var other = await holder.StartAnotherAsync();
        var old = (await other.Agent.ReadAsync()).Ok().AccessToken;

        await sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
        var asked = holder.Agent.RefreshAsync();
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1);
        holder.Freeze(); // the platform has spent the token, and its answer arrives at a process that stands still

        // While its intent holds nobody else sends anything, and reads go on.
        var first = await other.Agent.RefreshAsync();
        Assert.True(first.Status is not HttpStatusCode.OK || first.AccessToken == old, first.Body);
        Assert.Equal(old, (await other.Agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
        await Waiting.UntilAsync(async () => await other.Agent.RefreshAsync() is { Status: HttpStatusCode.OK } reply && reply.AccessToken != old, Deadline);
        var taken = (await other.Agent.ReadAsync()).Ok().AccessToken;
        Assert.Equal(2, await sandbox.RefreshRequestsAsync());

        holder.Thaw();
        await asked.WaitAsync(Deadline); // whatever it says
        await Waiting.UntilAsync(async () => (await holder.Agent.RefreshAsync()).Ok().AccessToken == taken, Deadline);
        (await sandbox.GetAsync("api/me", taken)).Ok();
        Assert.Equal(0, await holder.TerminateAsync());
        Assert.Equal(0, await other.TerminateAsync());

        var ledger = await sandbox.GrantLedgerAsync();
        Assert.Equal((2, 2, 0), (ledger.GetProperty("refreshes").GetInt32(), ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        using var vault = new StoppedVault(folder);
        Assert.Contains(Assert.Single(await vault.RefreshTokensAsync()), ledger.GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(hash => hash.GetString()));
    }
}
