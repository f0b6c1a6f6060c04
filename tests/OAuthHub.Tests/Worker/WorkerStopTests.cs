using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Worker;

/// <summary>SIGTERM to a worker, as an orchestrator sends it before it kills.</summary>
[Collection(ProcessCollection.Name)]
public sealed class WorkerStopTests
{
    [RedisFact]
    public async Task A_worker_that_is_told_to_stop_waits_for_the_answer_and_keeps_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AccessTokenSeconds", "12"), ("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        var setting = ("ConnectionStrings:redis", redis.ConnectionString);
        await using var api = await HubProcess.StartAsync(folder, sandbox.Address, setting);
        await using var worker = await HubProcess.StartWorkerAsync(folder, sandbox.Address, setting, ("OAuthHub:PublicUrl", api.Address));
        await api.Browser.SignInAsync();
        Assert.Equal("success", (await api.Browser.ConnectPatientlyAsync())["status"]);

        // Nobody reads, so only the worker can have asked; the token is spent and the answer held back.
        await sandbox.FaultAsync(new { kind = "delay", seconds = 8, after_commit = true });
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1, TimeSpan.FromSeconds(40));
        var told = TimeProvider.System.GetUtcNow();
        Assert.Equal(0, await worker.TerminateAsync());
        // It ends when the answer is there, 8 s after the platform was asked: the platform's own note of that does not depend on when this test looked.
        var ended = TimeProvider.System.GetUtcNow();
        var asked = (await sandbox.LedgerAsync()).GetProperty("requests").EnumerateArray().Single(request => Population.Text(request, "grant_type") == "refresh_token").GetProperty("time").GetDateTimeOffset();
        Assert.True(ended - asked >= TimeSpan.FromSeconds(7), $"it ended {ended - asked} after it had asked");
        Assert.True(ended - told <= TimeSpan.FromSeconds(30), $"it took {ended - told}");

        await api.TerminateAsync();
        using var vault = new StoppedVault(folder);
        Assert.Equal((await sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("current_refresh_token_sha256").GetString(), Assert.Single(await vault.RefreshTokensAsync()));
    }

    [RedisFact]
    public async Task A_worker_is_healthy_while_it_sweeps_and_answers_nothing_else()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var worker = await HubProcess.StartWorkerAsync(folder, "http://127.0.0.1:9/sandbox", ("ConnectionStrings:redis", redis.ConnectionString));
        await Waiting.UntilAsync(async () => (await worker.Browser.GetAsync("/health")).Body is "Healthy", HubProcess.Deadline); // its first look at Redis may come to nothing on a busy machine
        foreach (var path in (string[])["/", "/dashboard", "/credentials", "/api/connections", "/openapi/v1.json"])
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await worker.Browser.GetAsync(path)).Status);
    }
}
