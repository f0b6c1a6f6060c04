using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>A server that is killed, stopped, frozen, or becomes a standby.</summary>
public sealed class PostgreSqlServerTests(PostgreSqlServerTests.OwnServer own) : IClassFixture<PostgreSqlServerTests.OwnServer>
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(10);

    private readonly PostgresServer server = own.Server;

    [PostgresFact]
    public async Task What_was_acknowledged_is_there_after_the_server_was_killed_in_the_middle_of_writes()
    {
        await using var vaults = await NewAsync();
        var rows = await vaults.OpenRowsAsync();
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = new long[8];
            var writers = Enumerable.Range(0, acknowledged.Length).Select(writer => Task.Run(() => WriteUntilItFailsAsync(rows, Id(round, writer), acknowledged, writer))).ToList();
            await Waiting.UntilAsync(() => Enumerable.Range(0, acknowledged.Length).Select(i => Interlocked.Read(ref acknowledged[i])).ToList() is var counts && counts.Min() > 0 && counts.Sum() > 100);
            await server.KillAsync();
            await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(30));
            await server.StartAgainAsync();
            for (var writer = 0; writer < acknowledged.Length; writer++)
            {
                var row = (await rows.ReadAsync(Id(round, writer), CancellationToken.None))!;
                Assert.InRange(row.Generation, acknowledged[writer], acknowledged[writer] + 1); // the last one may have been done
                Assert.Equal(BitConverter.GetBytes(row.Generation), row.Record);
                Assert.Equal(row.Generation, row.Answer!.TokenGeneration);
            }
        }
    }

    [PostgresFact]
    public async Task A_frozen_server_ends_no_write_and_no_check_later_than_ten_seconds_and_is_used_again_when_it_thaws()
    {
        await using var vaults = await NewAsync();
        var rows = await vaults.OpenRowsAsync();
        await rows.CommitAsync(Step(Id(0, 0), 0), CancellationToken.None);
        try
        {
            server.Freeze();
            await using var time = new OwnTime();
            // On the connection that is there, and on one that would have to be made.
            var attempts = Enumerable.Range(0, 3).Select(i => Assert.ThrowsAsync<VaultUnavailableException>(() => rows.CommitAsync(Step(Id(0, i), i == 0 ? 1 : 0), CancellationToken.None)))
                .Append(Assert.ThrowsAsync<VaultUnavailableException>(() => rows.CheckAsync(CancellationToken.None)));
            foreach (var failure in await Task.WhenAll(attempts)) Assert.Contains("did not answer in time", failure.Message, StringComparison.Ordinal);
            Assert.InRange(time.Elapsed, TimeSpan.Zero, LongestWrite);
        }
        finally
        {
            server.Thaw();
        }
        await rows.CheckAsync(CancellationToken.None);
        // Of unknown outcome: what was sent before may have been done when the server went on.
        Assert.InRange((await rows.ReadAsync(Id(0, 0), CancellationToken.None))!.Generation, 1, 2);
    }

    [PostgresFact]
    public async Task A_read_after_a_restart_of_the_server_does_not_meet_the_connections_of_before()
    {
        await using var vaults = await NewAsync();
        var rows = await vaults.OpenRowsAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => rows.CommitAsync(Step(Id(0, i), 0), CancellationToken.None))); // several connections
        await server.StopAsync();
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => rows.CommitAsync(Step(Id(0, 0), 1), CancellationToken.None));
        Assert.Contains($"127.0.0.1:{server.Port}", failure.Message, StringComparison.Ordinal);
        await server.StartAgainAsync();
        for (var i = 0; i < 8; i++) Assert.Equal(1, (await rows.ReadAsync(Id(0, i), CancellationToken.None))!.Generation);
        Assert.Equal(new VaultWriteOutcome.Written(2), await rows.CommitAsync(Step(Id(0, 0), 1), CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_server_that_became_a_standby_refuses_writes_and_names_the_primary()
    {
        await using var vaults = await NewAsync();
        var rows = await vaults.OpenRowsAsync();
        await rows.CommitAsync(Step(Id(0, 0), 0), CancellationToken.None);
        await server.StopAsync();
        await server.StartAgainAsync("default_transaction_read_only=on");
        Assert.NotNull(await rows.ReadAsync(Id(0, 0), CancellationToken.None));
        foreach (var write in new Func<Task>[] { () => rows.CommitAsync(Step(Id(0, 0), 1), CancellationToken.None), () => rows.CheckAsync(CancellationToken.None) })
            Assert.Contains("Point Host in OAuthHub:Vault:PostgreSql:ConnectionString to the primary", (await Assert.ThrowsAsync<VaultUnavailableException>(write)).Message, StringComparison.Ordinal);
        await server.StopAsync();
        await server.StartAgainAsync();
        Assert.NotNull(await rows.ReadAsync(Id(0, 0), CancellationToken.None));
        Assert.Equal(new VaultWriteOutcome.Written(2), await rows.CommitAsync(Step(Id(0, 0), 1), CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_minute_without_the_server_costs_no_read_no_grant_and_one_line_of_log() =>
        await new Away(server, server.ConnectionString(await server.NewDatabaseAsync())).RunAsync();

    private static RowId Id(int round, int writer) => new([.. new byte[30], (byte)round, (byte)writer]);

    private static SealedStep Step(RowId id, long expected) =>
        new(id, expected, BitConverter.GetBytes(expected + 1), null, new SealedAnswer(expected + 1, BitConverter.GetBytes(expected + 1)));

    private static async Task WriteUntilItFailsAsync(IRecordStore rows, RowId id, long[] acknowledged, int writer)
    {
        try
        {
            while (true) Interlocked.Exchange(ref acknowledged[writer], Assert.IsType<VaultWriteOutcome.Written>(await rows.CommitAsync(Step(id, acknowledged[writer]), CancellationToken.None)).Generation);
        }
        catch (VaultUnavailableException)
        {
            // The server was killed.
        }
    }

    private async Task<PostgresVaults> NewAsync() => new(server.ConnectionString(await server.NewDatabaseAsync()));

    /// <summary>Not shared: nobody else's server goes away.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        internal PostgresServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (PostgresServer.Missing is null) Server = await PostgresServer.StartAsync();
        }

        public async Task DisposeAsync()
        {
            if (Server is not null) await Server.DisposeAsync();
        }
    }

    private sealed class Away(PostgresServer server, string line) : VaultAwayScenario
    {
        protected override string Remedy => "whether the server runs";

        protected override Task<HubSetup> SetupAsync(HubSetup setup)
        {
            foreach (var (key, value) in PostgreSqlHubTests.Settings(line)) setup.Settings[key] = value;
            return Task.FromResult(setup);
        }

        protected override Task TakeAwayAsync() => server.StopAsync();

        protected override Task BringBackAsync() => server.StartAgainAsync();
    }
}
