using System.Net;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Processes;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.PostgreSql;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Vault.Processes;

/// <summary>The vault of a hub that serves goes to PostgreSQL, by the program itself, which dies while it does that.</summary>
[Collection(ProcessCollection.Name)]
public sealed class MoveProcessTests(PostgresFixture postgres, ITestOutputHelper output) : IClassFixture<PostgresFixture>, IDisposable
{
    private const int Records = 500;

    private readonly TemporaryFolder folder = new();

    [PostgresFact]
    public async Task Killed_in_each_of_its_steps_a_move_is_run_again_to_the_end_while_agents_read()
    {
        var database = await postgres.Server.NewDatabaseAsync();
        var move = Command(database, "--erase");
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 900);
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        var accounts = await new Population(sandbox, hub.Browser).ConnectAsync(10);
        await hub.TerminateAsync();
        await ManyRecords.FillAsync(folder, MasterKey.TryParse(await File.ReadAllTextAsync(folder.File("master.key")))!, Records);
        await hub.StartAgainAsync();
        using var agent = hub.NewAgent();
        await using var loop = new AgentLoop([agent], sandbox, accounts, TimeSpan.FromMilliseconds(50));

        // While it copies, while nobody writes, and after everybody was sent to the new vault. The two last take seconds in any case; the first
        // may be over before anybody has looked, so that the new vault stands still in the middle of it.
        await CopyingStandsStillAsync(database);
        foreach (var phase in (string[])["c", "d", "m"])
        {
            using var dies = CommandSteps.Start(folder, move);
            await Waiting.UntilAsync(async () => dies.HasExited ? throw new InvalidOperationException(await dies.StandardError.ReadToEndAsync()) : await IsInAsync(phase), TimeSpan.FromSeconds(120));
            dies.Kill();
            await dies.WaitForExitAsync();
            output.WriteLine($"killed in phase {phase}; so far {loop.Tokens} tokens read");
            if (phase != "c") continue;
            await CopyingGoesOnAsync(database);
            Assert.Contains("being moved", (await folder.RunProcessAsync("vault", "rotate-key", "--json")).Refused("refused"), StringComparison.Ordinal);
        }
        var done = (await folder.RunProcessAsync(move)).Ends(ExitCode.Done).Json;
        output.WriteLine($"{done}");
        Assert.Equal("PostgreSql", done.GetProperty("backend").GetString());
        Assert.True(done.GetProperty("rows").GetInt32() >= Records + accounts.Count);
        Assert.Equal(done.GetProperty("rows").GetInt32(), done.GetProperty("erased").GetInt32());
        Assert.Equal((0, 0), (done.GetProperty("late").GetArrayLength(), done.GetProperty("problems").GetArrayLength()));
        Assert.Equal(0, KeyTraces.Count(folder, "").All);

        foreach (var account in accounts) Assert.Equal(HttpStatusCode.OK, (await hub.Agent.RefreshAsync(body: new { account })).Status);
        await loop.StopAsync();
        Assert.Equal((0, 0), (loop.WithoutToken, loop.Refused));
        await hub.TerminateAsync();
        var check = (await folder.RunProcessAsync(["vault", "check", "--json", "--OAuthHub:Vault:Backend=PostgreSql", Line(move)])).Ends(ExitCode.Done).Json;
        Assert.Equal(Records + accounts.Count, check.GetProperty("kinds").GetProperty("connection").GetInt32());
        await hub.StartAgainAsync(); // with the old settings
        foreach (var account in accounts) (await hub.Agent.ReadAsync("sandbox", "?account=" + account)).Ok();
        Assert.Equal(0, await hub.TerminateAsync());

        async Task<bool> IsInAsync(string phase) => KeyTraces.MovePhase(folder) == phase && (phase != "c" || await StandStillAsync(database) > 0);
    }

    [PostgresFact]
    public async Task A_move_is_given_up_by_a_command_and_wrong_usage_changes_nothing()
    {
        var move = Command(await postgres.Server.NewDatabaseAsync());
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 3600);
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        await hub.ConnectAsync();
        Assert.Contains("--to PostgreSql", (await folder.RunProcessAsync("vault", "move", "--json")).Refused("wrong_usage", ExitCode.WrongUsage), StringComparison.Ordinal);
        Assert.Contains("no backend 'Excel'", (await folder.RunProcessAsync("vault", "move", "--to", "Excel", "--json")).Refused("wrong_usage", ExitCode.WrongUsage), StringComparison.Ordinal);
        (await folder.RunProcessAsync("vault", "move", "--too", "x", "--json")).Refused("wrong_usage", ExitCode.WrongUsage);
        Assert.Contains("already", (await folder.RunProcessAsync("vault", "move", "--to", "encryptedfile", "--json")).Refused("refused"), StringComparison.Ordinal);
        (await folder.RunProcessAsync("vault", "move", "--cancel", "--json")).Refused("no_move");
        Assert.Equal("", KeyTraces.MovePhase(folder));

        using var runs = CommandSteps.Start(folder, move);
        var error = runs.StandardError.ReadToEndAsync();
        await Waiting.UntilAsync(() => KeyTraces.MovePhase(folder) == "d", HubProcess.Deadline);
        Assert.True((await folder.RunProcessAsync("vault", "move", "--cancel", "--json")).Ends(ExitCode.Done).Json.GetProperty("cancelled").GetBoolean());
        await runs.WaitForExitAsync().WaitAsync(HubProcess.Deadline);
        Assert.Equal(ExitCode.Refused, runs.ExitCode);
        Assert.Contains("given up", await error, StringComparison.Ordinal);
        Assert.Contains("not whole", (await folder.RunProcessAsync(["vault", "check", "--json", "--OAuthHub:Vault:Backend=PostgreSql", Line(move)])).Refused("refused"), StringComparison.Ordinal);
        (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal(0, await hub.TerminateAsync());
    }

    public void Dispose() => folder.Dispose();

    private static string Line(string[] move) => Assert.Single(move, argument => argument.StartsWith("--OAuthHub:Vault:PostgreSql:", StringComparison.Ordinal));

    private string[] Command(string database, params string[] more) =>
        ["vault", "move", "--to", "PostgreSql", "--json", "--OAuthHub:Vault:PostgreSql:ConnectionString=" + postgres.Server.ConnectionString(database), .. more];

    /// <summary>Makes the new vault's tables, and whoever writes there sleeps, as soon as there are some rows.</summary>
    private async Task CopyingStandsStillAsync(string database)
    {
        await using (var vaults = new PostgresVaults(postgres.Server.ConnectionString(database))) await vaults.OpenRowsAsync();
        await postgres.Server.RunAsync(
            """
            CREATE FUNCTION oauthhub.sleep() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN IF (SELECT count(*) FROM oauthhub.record) > 100 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END';
            CREATE TRIGGER sleep BEFORE INSERT ON oauthhub.record FOR EACH ROW EXECUTE FUNCTION oauthhub.sleep();
            """,
            database);
    }

    private async Task<long> StandStillAsync(string database) =>
        (long)(await postgres.Server.RunAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'", database))!;

    /// <summary>Nobody sleeps any more, and the sessions that a killed mover has left are ended: a hub has none there yet.</summary>
    private async Task CopyingGoesOnAsync(string database)
    {
        await postgres.Server.RunAsync("CREATE OR REPLACE FUNCTION oauthhub.sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", database);
        const string End = $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND usename = '{PostgresServer.Role}'";
        await Waiting.UntilAsync(async () => await postgres.Server.RunAsync(End, database) is 0L);
    }
}
