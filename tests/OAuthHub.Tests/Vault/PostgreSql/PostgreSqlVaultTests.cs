using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault.PostgreSql;

[Collection(PostgresCollection.Name)]
public sealed class PostgreSqlVaultTests(PostgresFixture postgres) : VaultContract, IAsyncLifetime, IAsyncDisposable
{
    private PostgresVaults vaults = null!;
    private IVault vault = null!;

    private protected override IVault Vault => vault;

    private protected override async Task<IVault> ReopenAsync() => await vaults.OpenAsync();

    public async Task InitializeAsync()
    {
        vaults = new PostgresVaults(postgres.Server.ConnectionString(await postgres.Server.NewDatabaseAsync()));
        vault = await vaults.OpenAsync();
    }

    public async Task DisposeAsync() => await vaults.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
