using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Shared;

namespace OAuthHub.Bench.Vaults;

/// <summary>A vault in a server of the benchmark's own, and a bare table in the same database, through as many connections, its statements prepared too.</summary>
internal sealed class PostgresUnderTest : IBareRows, IAsyncDisposable
{
    private readonly string folder;
    private readonly PostgresProcess server;
    private readonly NpgsqlDataSource source;
    private readonly OpenedVault opened;

    private PostgresUnderTest(string folder, PostgresProcess server, NpgsqlDataSource source, OpenedVault opened) =>
        (this.folder, this.server, this.source, this.opened) = (folder, server, source, opened);

    public IVault Vault => opened.Vault;

    public RecordSeals Seals => opened.Seals;

    public static async Task<PostgresUnderTest> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("oauthhub-bench-").FullName;
        await PostgresProcess.MakeAsync(data);
        var port = FreePort.Find();
        var process = await PostgresProcess.StartAsync(data, port);
        var line = PostgresProcess.ConnectionString(port);
        var bare = NpgsqlDataSource.Create(line + ";Maximum Pool Size=20;Max Auto Prepare=20;Auto Prepare Min Usages=2;No Reset On Close=true");
        await using (var make = bare.CreateCommand("CREATE TABLE bare (id integer PRIMARY KEY, value bytea NOT NULL) WITH (fillfactor = 80); ALTER TABLE bare ALTER COLUMN value SET STORAGE EXTERNAL")) await make.ExecuteNonQueryAsync();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionString"] = line }).Build();
        var opener = new VaultOpener([new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance)], new HubPaths(Directory.CreateTempSubdirectory("oauthhub-bench-").FullName), new KeyRing([MasterKey.Generate()]), TimeProvider.System, NullLoggerFactory.Instance);
        return new PostgresUnderTest(data, process, bare, await opener.OpenAsync("PostgreSql", settings, CancellationToken.None));
    }

    public async Task WriteAsync(int id, byte[] value)
    {
        await using var command = source.CreateCommand("INSERT INTO bare (id, value) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET value = $2");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value });
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask<byte[]> ReadAsync(int id)
    {
        await using var command = source.CreateCommand("SELECT value FROM bare WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
        return await command.ExecuteScalarAsync() is byte[] value ? value : throw new InvalidOperationException("It is not there.");
    }

    public async ValueTask DisposeAsync()
    {
        await opened.DisposeAsync();
        await source.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
