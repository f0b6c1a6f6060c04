using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

[Collection(PostgresCollection.Name)]
public sealed class PostgreSqlVaultTests(PostgresFixture postgres) : PlacedVaultContract
{
    public static string? Missing => PostgresServer.Missing;

    private protected override IVaultPlace MakePlace() => new PostgreSqlPlace(postgres.Server.NewDatabaseAsync, database => postgres.Server.ConnectionString(database));
}

/// <summary>The same through PgBouncer in transaction mode, with the same connection string but for its port.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgreSqlThroughPgBouncerTests(PostgresFixture postgres) : PlacedVaultContract
{
    public static string? Missing => PgBouncer.Missing;

    private protected override IVaultPlace MakePlace() => new PostgreSqlPlace(postgres.Server.NewDatabaseAsync, database => postgres.Pooler.ConnectionString(database));
}

[Collection(PostgresCollection.Name)]
public sealed class FaultyPostgreSqlVaultTests(PostgresFixture postgres) : FaultyVaultContract
{
    public static string? Missing => PostgresServer.Missing;

    private protected override IVaultPlace MakePlace() => new PostgreSqlPlace(postgres.Server.NewDatabaseAsync, database => postgres.Server.ConnectionString(database));
}

/// <summary>A database of its own. It goes with the server.</summary>
internal sealed class PostgreSqlPlace(Func<Task<string>> makeDatabase, Func<string, string> line) : IVaultPlace
{
    private readonly Lazy<Task<string>> database = new(makeDatabase);

    /// <summary>The hub gives a server two seconds to take a connection; a machine that runs all tests at once may need a second try.</summary>
    public async Task<IRecordStore> ConnectAsync(KeyRing keys)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance).OpenAsync(PostgresVaults.Settings(line(await database.Value)), CancellationToken.None);
            }
            catch (VaultUnavailableException) when (attempt < 5)
            {
                // Whether the hub waits long enough is asked where the server is frozen, not here.
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
