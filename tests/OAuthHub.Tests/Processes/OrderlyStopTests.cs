using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>SIGTERM, as an orchestrator sends it.</summary>
[Collection(ProcessCollection.Name)]
public sealed class OrderlyStopTests
{
    [Fact]
    public async Task A251_an_orderly_stop_waits_for_the_answer_and_keeps_it()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AccessTokenSeconds", "12"), ("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        await hub.Browser.SignInAsync();
        var id = (await hub.Browser.ConnectAsync())["connection"];
        using var agent = hub.NewAgent();
        // Due or asked for: whoever begins, the platform has spent the token and holds its answer back.
        await sandbox.FaultAsync(new { kind = "delay", seconds = 3, after_commit = true });
        _ = agent.RefreshAsync().ContinueWith(end => end.Exception, TaskScheduler.Default);
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1);
        Assert.Equal(0, await hub.TerminateAsync());
        Assert.Equal(1, await sandbox.TotalAsync("refreshes"));

        using var vault = new StoppedVault(folder);
        Assert.Equal((await sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("current_refresh_token_sha256").GetString(), Assert.Single(await vault.RefreshTokensAsync()));
        Assert.NotNull(id);
    }

    [Fact]
    public async Task A251_an_orderly_stop_begins_no_further_refresh_that_it_would_cut_off()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 8);
        using var folder = new TemporaryFolder();
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address, ("OAuthHub:Platforms:sandbox:Limits:Concurrency", "2"));
        await new Population(sandbox, hub.Browser).ConnectAsync(12);
        // Due together, two at a time, each answer held back for a second after the token is spent: there is always a next one to begin.
        await sandbox.FaultAsync(new { kind = "delay", seconds = 1, after_commit = true, count = 100 });
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") >= 2);
        Assert.Equal(0, await hub.TerminateAsync());

        using var vault = new StoppedVault(folder);
        var current = (await sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray().Select(grant => grant.GetProperty("current_refresh_token_sha256").GetString()!);
        Assert.Equal(current.Order(StringComparer.Ordinal), (await vault.RefreshTokensAsync()).Order(StringComparer.Ordinal));
    }
}
