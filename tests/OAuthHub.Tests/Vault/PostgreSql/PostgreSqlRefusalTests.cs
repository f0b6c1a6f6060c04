using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>A database that must not, or cannot, be used: each refusal names what to do, and none gives the password away.</summary>
public sealed class PostgreSqlRefusalTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    private const string Key = "OAuthHub:Vault:PostgreSql:ConnectionString";

    [PostgresFact]
    public Task A_wrong_password_is_named() => RefusedAsync(Line.Replace(PostgresServer.Password, "a-wrong-password", StringComparison.Ordinal), "password", $"Correct Username and Password in {Key}");

    [PostgresFact]
    public Task A_database_that_is_not_there_is_named() => RefusedAsync(Server.ConnectionString("nowhere"), "database nowhere", "CREATE DATABASE", Key);

    [PostgresFact]
    public Task A_server_that_cannot_be_reached_is_named() =>
        RefusedAsync(PostgresProcess.ConnectionString(FreePort.Find(), Database, PostgresServer.Role, PostgresServer.Password), "127.0.0.1", "ConnectionRefused", $"Host and Port in {Key}");

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("postgres://hub:the-secret@db.example.com/oauthhub", "key=value pairs")]
    [InlineData("Host=db;Database=x;Password=the-secret;Timeout=the-secret", "key=value pairs")]
    [InlineData("Host=db;Datenbank=the-secret", "key=value pairs")]
    [InlineData("Database=oauthhub;Password=the-secret", "names no Host")]
    [InlineData("Host=db;Password=the-secret", "names no Database")]
    public async Task A_connection_string_that_says_too_little_is_named_and_not_repeated(string? line, string says)
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance).OpenAsync(PostgresVaults.Settings(line!), CancellationToken.None));
        Assert.Contains(Key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Host=db.example.com;Database=oauthhub;", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hub")]
    [InlineData("1hub")]
    [InlineData("hub\"; DROP TABLE record; --")]
    public async Task A_schema_with_an_odd_name_is_refused(string schema)
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance).OpenAsync(PostgresVaults.Settings("Host=db;Database=x", schema), CancellationToken.None));
        Assert.Contains("OAuthHub:Vault:PostgreSql:Schema", refusal.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_role_that_may_not_make_tables_is_told_the_statements_and_they_suffice()
    {
        var other = await NewRoleAsync();
        var refusal = await RefusedAsync(Line.Replace("Username=hub;", $"Username={other};", StringComparison.Ordinal), other, "CREATE SCHEMA IF NOT EXISTS \"oauthhub\"", "GRANT");
        await Server.RunAsync(refusal[refusal.IndexOf("CREATE SCHEMA", StringComparison.Ordinal)..], Database);
        Assert.NotNull(await Vaults.OpenRowsAsync(Line.Replace("Username=hub;", $"Username={other};", StringComparison.Ordinal)));
    }

    [PostgresTheory]
    [InlineData("INSERT", "record")]
    [InlineData("UPDATE", "record")]
    [InlineData("DELETE", "record")]
    [InlineData("INSERT", "header")]
    [InlineData("UPDATE", "header")]
    [InlineData("DELETE", "header")]
    [InlineData("UPDATE", "version")]
    public async Task A_role_without_a_right_on_a_table_is_told_the_statements_and_they_suffice(string right, string table)
    {
        await Vaults.OpenRowsAsync(); // makes the tables
        var other = await NewRoleAsync();
        var line = Line.Replace("Username=hub;", $"Username={other};", StringComparison.Ordinal);
        await Server.RunAsync($"GRANT USAGE ON SCHEMA oauthhub TO {other}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA oauthhub TO {other}; REVOKE {right} ON oauthhub.{table} FROM {other}", Database);
        var refusal = await RefusedAsync(line, other, table, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"oauthhub\"");
        await Server.RunAsync(refusal[refusal.IndexOf("GRANT", StringComparison.Ordinal)..], Database);
        Assert.NotNull(await Vaults.OpenRowsAsync(line));
    }

    [PostgresFact]
    public async Task A_database_that_can_only_be_read_is_named()
    {
        await Vaults.OpenRowsAsync();
        await Server.RunAsync($"ALTER DATABASE {Database} SET default_transaction_read_only = on");
        await RefusedAsync(Line + ";Application Name=another-pool", "can only be read", "primary");
    }

    [PostgresFact]
    public async Task A_server_that_confirms_before_it_has_stored_is_refused_until_the_statement_is_run()
    {
        await Server.RunAsync($"ALTER DATABASE {Database} SET synchronous_commit = off");
        await RefusedAsync(Line, "synchronous_commit is off", "ALTER ROLE \"hub\" SET synchronous_commit = on");
        await Server.RunAsync($"ALTER ROLE hub IN DATABASE {Database} SET synchronous_commit = local");
        Assert.NotNull(await Vaults.OpenRowsAsync(Line + ";Application Name=another-pool"));
    }

    [PostgresFact]
    public async Task Tables_of_a_newer_version_are_left_alone()
    {
        await Vaults.OpenRowsAsync();
        await Server.RunAsync("UPDATE oauthhub.version SET number = 2", Database);
        await RefusedAsync(Line, "newer version of the hub (format 2", "nothing was changed");
        Assert.Equal(2, await Server.RunAsync("SELECT number FROM oauthhub.version", Database));
    }

    [PostgresFact]
    public async Task A_server_without_a_free_connection_is_named_and_comes_back_by_itself()
    {
        await Server.RunAsync($"ALTER DATABASE {Database} CONNECTION LIMIT 1");
        await using (var only = new NpgsqlConnection(Line + ";Pooling=false"))
        {
            await only.OpenAsync();
            await RefusedAsync(Line, "has no connection left", "max_connections");
        }
        // The server counts a connection for a moment longer than it lists it.
        await Waiting.UntilAsync(async () => await Record.ExceptionAsync(() => Vaults.OpenRowsAsync()) is null);
    }

    private async Task<string> RefusedAsync(string line, params string[] parts)
    {
        var refusal = await Record.ExceptionAsync(() => new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance).OpenAsync(PostgresVaults.Settings(line), CancellationToken.None));
        Assert.True(refusal is HubStartException or VaultUnavailableException, $"{refusal}");
        foreach (var part in parts) Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refusal.ToString(), StringComparison.Ordinal);
        return refusal.Message;
    }

    private async Task<string> NewRoleAsync()
    {
        var role = $"other_{Database}";
        await Server.RunAsync($"CREATE ROLE {role} LOGIN PASSWORD '{PostgresServer.Password}'");
        return role;
    }

    [PostgresTheory]
    [InlineData(3, false)]
    [InlineData(60, true)]
    [InlineData(-60, true)]
    public async Task A_host_whose_clock_is_off_is_told_so(int ahead, bool isTold)
    {
        var logs = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var backend = new PostgreSqlBackend(loggers.CreateLogger<PostgreSqlBackend>()) { Clock = new FakeClock(TimeProvider.System.GetUtcNow().AddSeconds(ahead)) };
        await using var store = await backend.OpenAsync(PostgresVaults.Settings(Line), CancellationToken.None);
        Assert.Equal(isTold, logs.All.Contains("NTP", StringComparison.Ordinal));
    }
}
