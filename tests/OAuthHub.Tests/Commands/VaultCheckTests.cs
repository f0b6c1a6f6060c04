using Microsoft.Data.Sqlite;
using OAuthHub.Api.Commands;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class VaultCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_sound_vault_is_counted_also_while_the_hub_runs()
    {
        await using var hub = await StartAsync();
        var report = (await folder.RunAsync("vault", "check", "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal("EncryptedFile", report.GetProperty("backend").GetString());
        Assert.Equal(2, report.GetProperty("kinds").GetProperty("connection").GetInt32());
        Assert.Equal(2, report.GetProperty("connection_states").GetProperty("active").GetInt32());
        Assert.Equal(report.GetProperty("records").GetInt32(), Assert.Single(report.GetProperty("master_keys").EnumerateObject()).Value.GetInt32());
        Assert.False(report.GetProperty("restored_copy").GetBoolean());
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Contains("and each of them opens.", (await folder.RunAsync("vault", "check")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_record_is_named_with_what_to_do()
    {
        string id;
        await using (var hub = await StartAsync()) id = hub.Connections.Index.All.First().Id;
        Sql("UPDATE record SET sealed = zeroblob(length(sealed))");
        var report = (await folder.RunAsync("vault", "check", "--json")).Ends(ExitCode.FoundWrong).Json;
        Assert.Equal(0, report.GetProperty("records").GetInt32());
        var problem = Assert.Single(report.GetProperty("problems").EnumerateArray(), one => one.GetProperty("id").GetString() == id);
        Assert.Equal(("damaged", "connection"), (problem.GetProperty("problem").GetString(), problem.GetProperty("kind").GetString()));
        Assert.Equal(64, problem.GetProperty("row").GetString()!.Length);
        Assert.Contains("Reconnect the account", problem.GetProperty("message").GetString(), StringComparison.Ordinal);

        var told = (await folder.RunAsync("vault", "check")).Ends(ExitCode.FoundWrong).Output;
        Assert.Contains($"Connection/{id}", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_gone_or_was_put_back_is_found_too()
    {
        List<ConnectionSummary> all;
        await using (var hub = await StartAsync())
        {
            all = [.. hub.Connections.Index.All];
            Sql("CREATE TABLE kept AS SELECT * FROM record");
            foreach (var one in all) await hub.Connections.SaveAsync((await hub.StoredAsync(one.Id)) with { Label = "later" }, (await hub.Connections.ReadAsync(one.Id, CancellationToken.None))!.Generation, null, CancellationToken.None);
        }
        Sql("INSERT OR REPLACE INTO record SELECT * FROM kept", "DROP TABLE kept", "DELETE FROM record WHERE id = (SELECT id FROM record WHERE generation = (SELECT max(generation) FROM record) LIMIT 1)");
        var problems = (await folder.RunAsync("vault", "check", "--json")).Ends(ExitCode.FoundWrong).Json.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("problem").GetString()).ToList();
        Assert.Contains("missing", problems);
        Assert.Contains("put_back", problems);
    }

    [Fact]
    public async Task What_a_command_sees_is_not_taken_for_seen_by_the_hub()
    {
        await using (await StartAsync()) { }
        File.Delete(folder.File("vault.witness"));
        Assert.True((await folder.RunAsync("vault", "check", "--json")).Ends(ExitCode.Done).Json.GetProperty("restored_copy").GetBoolean());
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        Assert.All(hub.Connections.Index.All, one => Assert.Equal((ConnectionState.Quarantined, ConnectionReason.Restored), (one.State, one.Reason)));
    }

    [Fact]
    public async Task A_command_that_is_interrupted_says_so()
    {
        await using (await StartAsync()) { }
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new CommandLineRun(new CommandOutput(output, error)).RunAsync(
            ["vault", "check", "--json", "--environment=Development", $"--OAuthHub:DataDirectory={folder.Path}"], new CancellationToken(canceled: true));
        Assert.Equal((ExitCode.Interrupted, ""), (code, output.ToString()));
        Assert.Contains("interrupted", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task<HubHost> StartAsync()
    {
        var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await hub.SaveForAsync("anna", await hub.ConnectAsync(), "con_of_anna");
        return hub;
    }

    private void Sql(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("vault.db")};Pooling=False");
        connection.Open();
        foreach (var sql in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
