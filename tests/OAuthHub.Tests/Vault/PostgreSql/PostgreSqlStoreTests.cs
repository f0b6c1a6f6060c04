using Npgsql;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>What only this backend does.</summary>
public sealed class PostgreSqlStoreTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [PostgresFact]
    public async Task Hosts_that_start_at_once_on_an_empty_database_make_one_schema()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Vaults.OpenRowsAsync())));
        Assert.Equal(8, hosts.Length);
        Assert.Equal(1L, await Server.RunAsync("SELECT count(*) FROM oauthhub.version", Database));
        // Of headers that are made at once, one is.
        var made = await Task.WhenAll(hosts.Select((host, i) => Task.Run(() => host.CreateHeaderAsync(new Dictionary<string, byte[]> { [$"one-{i}"] = [1], [$"two-{i}"] = [2] }, CancellationToken.None))));
        Assert.Single(made, done => done);
        Assert.Equal(2, (await hosts[0].ReadHeaderAsync(CancellationToken.None)).Count);
    }

    [PostgresFact]
    public async Task Schemas_in_one_database_do_not_meet()
    {
        var (one, other) = (await Vaults.OpenRowsAsync(), await Vaults.OpenRowsAsync(schema: "user")); // a word of SQL, too
        await one.CommitAsync(new SealedStep(Id(1), 0, [1], null, null), CancellationToken.None);
        Assert.Null(await other.ReadAsync(Id(1), CancellationToken.None));
        Assert.NotEqual(one.Place, other.Place);
    }

    [PostgresFact]
    public async Task Sealed_bytes_are_stored_as_they_are()
    {
        await Vaults.OpenRowsAsync();
        Assert.Equal(2L, await Server.RunAsync("SELECT count(*) FROM pg_attribute WHERE attrelid = 'oauthhub.record'::regclass AND attname IN ('sealed', 'answer') AND attstorage = 'e'", Database));
    }

    [PostgresFact]
    public async Task A_trial_and_a_check_leave_nothing_behind()
    {
        var rows = await Vaults.OpenRowsAsync();
        await rows.CheckAsync(CancellationToken.None);
        Assert.Equal(0L, await Server.RunAsync("SELECT (SELECT count(*) FROM oauthhub.header) + (SELECT count(*) FROM oauthhub.record)", Database));
    }

    [PostgresFact]
    public async Task A_check_waits_for_the_disk_like_any_write()
    {
        var rows = await Vaults.OpenRowsAsync();
        var before = (string)(await Server.RunAsync("SELECT pg_current_wal_flush_lsn()::text", Database))!;
        await rows.CheckAsync(CancellationToken.None);
        Assert.True((bool)(await Server.RunAsync($"SELECT pg_current_wal_flush_lsn() > '{before}'::pg_lsn", Database))!);
    }

    [PostgresFact]
    public async Task Statements_are_prepared_where_no_pooler_stands_between()
    {
        await using (var source = new PostgreSqlLine(Line).Open())
        await using (var connection = await source.OpenConnectionAsync())
            Assert.True((await PostgreSqlTrial.LookAsync(connection, "", CancellationToken.None)).IsDirect);
        Assert.NotNull(new PostgreSqlLine(Line).WithPreparedStatements(isDirect: true));
        Assert.Null(new PostgreSqlLine(Line + ";Max Auto Prepare=0").WithPreparedStatements(isDirect: true));
        Assert.Null(new PostgreSqlLine(Line).WithPreparedStatements(isDirect: false));
    }

    [PgBouncerFact]
    public async Task PgBouncer_is_recognised_and_shares_its_few_connections_among_many_writers_of_several_hosts()
    {
        var line = Pooler.ConnectionString(Database);
        await using (var source = new PostgreSqlLine(line).Open())
        await using (var connection = await source.OpenConnectionAsync())
            Assert.False((await PostgreSqlTrial.LookAsync(connection, "", CancellationToken.None)).IsDirect);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Vaults.OpenRowsAsync(line))));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            for (var expected = 0; expected < 20; expected++)
            {
                var outcome = await hosts[(writer + expected) % hosts.Length].CommitAsync(new SealedStep(Id(writer), expected, [(byte)expected], null, new SealedAnswer(expected, [(byte)expected])), CancellationToken.None);
                Assert.Equal(new VaultWriteOutcome.Written(expected + 1), outcome);
            }
        })));
        var listed = new List<SealedRow>();
        await foreach (var row in hosts[0].ListAsync(whole: true, CancellationToken.None)) listed.Add(row);
        Assert.Equal(32, listed.Count);
        Assert.All(listed, row => Assert.Equal((20, 19), (row.Generation, (int)row.Answer!.TokenGeneration)));
        Assert.InRange((long)(await Server.RunAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{Database}' AND usename = 'hub'"))!, 1, 3);
    }

    [PostgresFact]
    public async Task A_listing_holds_no_connection_and_no_transaction_while_a_page_is_worked_on()
    {
        var rows = await Vaults.OpenRowsAsync(Line + ";Maximum Pool Size=1");
        for (var i = 0; i < 300; i++) await rows.CommitAsync(new SealedStep(Id(i), 0, [1], null, null), CancellationToken.None);
        var count = 0;
        await foreach (var row in rows.ListAsync(whole: true, CancellationToken.None))
        {
            count++;
            if (count % 100 == 1) await rows.CheckAsync(CancellationToken.None); // on the only connection
        }
        Assert.Equal(300, count);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull, "Make room")]
    [InlineData(PostgresErrorCodes.TooManyConnections, "max_connections")]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, "primary")]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, "Grant")]
    [InlineData(PostgresErrorCodes.UndefinedTable, "backup")]
    [InlineData(PostgresErrorCodes.AdminShutdown, "stopping or starting")]
    [InlineData(PostgresErrorCodes.QueryCanceled, "statement_timeout")]
    [InlineData(PostgresErrorCodes.InvalidSqlStatementName, "Max Auto Prepare=0")]
    [InlineData(PostgresErrorCodes.ProtocolViolation, "pooler")]
    [InlineData("58030", "SQLSTATE 58030")]
    public void What_the_server_refuses_is_told_with_its_remedy(string state, string remedy)
    {
        var message = new PostgreSqlErrors("PostgreSQL at db:5432").Translate(new PostgresException("its own words", "ERROR", "ERROR", state)).Message;
        Assert.StartsWith("PostgreSQL at db:5432 ", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    private static RowId Id(int number) => new([.. new byte[28], .. BitConverter.GetBytes(number)]);
}
