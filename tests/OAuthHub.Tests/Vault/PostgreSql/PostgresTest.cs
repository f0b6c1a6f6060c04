using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>A test with a database of its own.</summary>
[Collection(PostgresCollection.Name)]
public abstract class PostgresTest(PostgresFixture postgres) : IAsyncLifetime
{
    private protected PostgresServer Server => postgres.Server;

    private protected PgBouncer Pooler => postgres.Pooler;

    private protected string Database { get; private set; } = "";

    /// <summary>The hub's way to it.</summary>
    private protected string Line => Server.ConnectionString(Database);

    private protected PostgresVaults Vaults { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null) return; // skipped
        Database = await Server.NewDatabaseAsync();
        Vaults = new PostgresVaults(Line);
    }

    public async Task DisposeAsync()
    {
        if (Vaults is not null) await Vaults.DisposeAsync();
    }
}
