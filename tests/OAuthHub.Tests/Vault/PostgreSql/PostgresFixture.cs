using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>One server, and PgBouncer before it, for all tests of the collection; each test has a database of its own there.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PgBouncer? pooler;

    internal PostgresServer Server { get; private set; } = null!;

    internal PgBouncer Pooler => pooler!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null) return; // every test is skipped
        // Nobody kills this one, and hundreds of databases are made in it: the disk is not waited for. PostgreSqlServerTests does.
        Server = await PostgresServer.StartAsync("fsync=off", "full_page_writes=off");
        if (PgBouncer.Missing is null) pooler = await PgBouncer.StartAsync(Server);
    }

    public async Task DisposeAsync()
    {
        if (pooler is not null) await pooler.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}

/// <summary>A database, and the hosts that have a vault in it.</summary>
internal sealed class PostgresVaults(string connectionString) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> opened = [];

    public async Task<IRecordStore> OpenRowsAsync(string? line = null, string? schema = null)
    {
        var store = await new PostgreSqlBackend(NullLogger<PostgreSqlBackend>.Instance).OpenAsync(Settings(line ?? connectionString, schema), CancellationToken.None);
        opened.Add(store);
        return store;
    }

    public static IConfiguration Settings(string line, string? schema = null)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionString"] = line };
        if (schema is not null) settings["Schema"] = schema;
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened) await one.DisposeAsync();
    }
}
