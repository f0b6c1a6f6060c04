using Microsoft.Data.Sqlite;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>The process dies around an exchange. A real one does, and the platform, which outlives it, is the referee.</summary>
public sealed class DeathTests
{
    [Fact]
    public async Task F14_death_before_the_intent_leaves_no_trace()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Hub.KillAsync();
        await rig.RestartAsync();
        await rig.RefreshedAsync();
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F15_death_after_the_intent_leads_to_one_try_in_time()
    {
        await using var rig = await Rig.StartAsync();
        await rig.DieDuringRefreshAsync(new { kind = "delay", seconds = 60 });
        Assert.Equal(0, await rig.Sandbox.TotalAsync("refreshes"));
        await rig.RestartAsync();
        await rig.RefreshedAsync();
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task F16_death_before_the_answer_arrives_is_recognised_and_named_where_the_platform_forgives_nothing()
    {
        await using var rig = await Rig.StartAsync();
        await rig.DieDuringRefreshAsync(new { kind = "delay", seconds = 60, after_commit = true });
        Assert.Equal(1, await rig.Sandbox.TotalAsync("refreshes"));
        await rig.RestartAsync();
        await Waiting.UntilAsync(async () => await rig.StateAsync() == "needs_reconnect");
        Assert.Equal(ConnectionReason.RotationLost, (await rig.DetailAsync()).GetProperty("reason").GetString());
        var reply = await rig.Agent.ReadAsync();
        Assert.Equal(("needs_reconnect", "rotation_lost"), (reply.Code, reply.Json.GetProperty("reason").GetString()));
        Assert.Equal(1, await rig.Sandbox.TotalAsync("reuses")); // one try, not more
    }

    [Theory]
    [InlineData("predecessor")]
    [InlineData("window")]
    [InlineData("idempotent")]
    public async Task F16_death_before_the_answer_arrives_costs_nothing_where_the_platform_has_a_leeway(string leeway)
    {
        await using var rig = await Rig.StartAsync(
            [("Leeway", leeway), ("LeewaySeconds", "60")],
            [("OAuthHub:Platforms:sandbox:Refresh:Leeway", leeway), ("OAuthHub:Platforms:sandbox:Refresh:LeewaySeconds", "60")]);
        await rig.DieDuringRefreshAsync(new { kind = "delay", seconds = 60, after_commit = true });
        await rig.RestartAsync();
        await rig.RefreshedAsync();
        Assert.Equal("active", await rig.StateAsync());
        Assert.Equal(0, await rig.Sandbox.TotalAsync("families_revoked"));
    }

    [Fact]
    public async Task F25_an_answer_that_the_vault_could_not_take_survives_death_and_costs_no_call()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Sandbox.FaultAsync(new { kind = "delay", seconds = 1, after_commit = true });
        var asked = rig.Agent.RefreshAsync();
        await Waiting.UntilAsync(async () => await rig.Sandbox.TotalAsync("refreshes") == 1);
        using (var intruder = new SqliteConnection($"Data Source={rig.Folder.File("vault.db")};Pooling=False"))
        {
            // Somebody else holds the write lock for longer than the hub waits.
            intruder.Open();
            Run(intruder, "BEGIN IMMEDIATE");
            await Waiting.UntilAsync(() => rig.Hub.Output.Contains("served from memory", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
            await rig.Hub.KillAsync();
            Run(intruder, "ROLLBACK");
        }
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
        await rig.RestartAsync();
        Assert.Contains("Recovered 1 answers", rig.Hub.Output, StringComparison.Ordinal);
        await rig.RefreshedAsync();
        await rig.AgreesAsync(refreshes: 1);
    }

    [Fact]
    public async Task A251_an_orderly_stop_waits_for_the_answer_and_keeps_it()
    {
        await using var rig = await Rig.StartAsync();
        await rig.Sandbox.FaultAsync(new { kind = "delay", seconds = 3, after_commit = true });
        _ = rig.Agent.RefreshAsync().ContinueWith(end => end.Exception, TaskScheduler.Default);
        await Waiting.UntilAsync(async () => await rig.Sandbox.TotalAsync("refreshes") == 1);
        Assert.Equal(0, await rig.Hub.TerminateAsync());
        await rig.RestartAsync();
        Assert.Equal(2, (await rig.DetailAsync()).GetProperty("token_generation").GetInt64());
        await rig.AgreesAsync(refreshes: 1);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A hub that can die and a platform that does not. Tokens live for 12 s, so the last moment is near.</summary>
    private sealed class Rig(TemporaryFolder folder, SandboxHost sandbox, HubProcess hub, string connection) : IAsyncDisposable
    {
        public TemporaryFolder Folder => folder;
        public SandboxHost Sandbox => sandbox;
        public HubProcess Hub => hub;
        public AgentClient Agent { get; } = hub.NewAgent();

        public static async Task<Rig> StartAsync((string, string)[]? knobs = null, (string, string)[]? settings = null)
        {
            var sandbox = await SandboxHost.StartInRealTimeAsync([("AccessTokenSeconds", "12"), ("AutoApprove", "true"), .. knobs ?? []]);
            var folder = new TemporaryFolder();
            var hub = await HubProcess.StartAsync(folder, sandbox.Address, settings ?? []);
            await hub.Browser.SignInAsync();
            var end = await hub.Browser.ConnectAsync();
            Assert.Equal("success", end["status"]);
            return new Rig(folder, sandbox, hub, end["connection"]!);
        }

        public async Task DieDuringRefreshAsync(object fault)
        {
            await sandbox.FaultAsync(fault);
            var requests = await sandbox.TotalAsync("token_requests");
            // The worker or this reader: whoever begins, the platform holds its answer back.
            await Waiting.UntilAsync(async () => await sandbox.TotalAsync("token_requests") > requests);
            await hub.KillAsync();
        }

        public async Task RestartAsync()
        {
            await hub.StartAgainAsync();
            await hub.Browser.SignInAsync();
        }

        public async Task<System.Text.Json.JsonElement> DetailAsync() => (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/connections/{connection}")).Ok().Json;

        public async Task<string> StateAsync() => (await DetailAsync()).GetProperty("state").GetString()!;

        /// <summary>Waits for tokens that came after those of the login, and tries them.</summary>
        public async Task RefreshedAsync()
        {
            await Waiting.UntilAsync(async () => (await DetailAsync()).GetProperty("token_generation").GetInt64() > 1);
            (await sandbox.GetAsync("api/me", (await Agent.ReadAsync()).Ok().AccessToken)).Ok();
        }

        public async Task AgreesAsync(long refreshes)
        {
            var totals = (await sandbox.LedgerAsync()).GetProperty("totals");
            Assert.Equal((0, 0), (totals.GetProperty("reuses").GetInt64(), totals.GetProperty("families_revoked").GetInt64()));
            var seen = totals.GetProperty("refreshes").GetInt64();
            Assert.True(seen >= refreshes, $"{seen} refreshes");
            Assert.Equal(seen + 1, (await DetailAsync()).GetProperty("token_generation").GetInt64());
        }

        public async ValueTask DisposeAsync()
        {
            Agent.Dispose();
            await hub.DisposeAsync();
            await sandbox.DisposeAsync();
            folder.Dispose();
        }
    }
}
