using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>The hub's tables: makes them, and brings those of an earlier version up to date, in one transaction that one process at a time is in.</summary>
/// <remarks>
/// A row of <c>record</c> holds the record and the answer beside it, so that one statement writes both. A row with an answer alone has
/// generation 0. An updated or deleted row stays on the disk, sealed, until the server's vacuum passes; it passes here more often than elsewhere.
/// </remarks>
internal sealed class PostgreSqlSchema(string name, string place)
{
    /// <summary>To add one: append what changes. Never change one that was released.</summary>
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE {0}.version (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), number integer NOT NULL);
        INSERT INTO {0}.version (number) VALUES (0);
        CREATE TABLE {0}.header (name text PRIMARY KEY, value bytea NOT NULL);
        CREATE TABLE {0}.record (id bytea PRIMARY KEY, generation bigint NOT NULL, sealed bytea, answer_generation bigint, answer bytea)
            WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
        ALTER TABLE {0}.record ALTER COLUMN sealed SET STORAGE EXTERNAL, ALTER COLUMN answer SET STORAGE EXTERNAL;
        """, // sealed bytes do not compress: EXTERNAL does not try
    ];

    private static int Newest => Versions.Length;

    /// <exception cref="HubStartException">They are newer than this version of the hub, or the role may not make them.</exception>
    public async Task MakeOrMigrateAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        try
        {
            if (await VersionAsync(connection, cancellationToken) == Newest) return;
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Held until the end of the transaction, whatever connection a pooler gives us: of hubs that start together, one works here.
            await RunAsync(connection, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", cancellationToken, $"oauthhub/schema/{name}");
            if (!await ExistsAsync(connection, cancellationToken)) await RunAsync(connection, $"CREATE SCHEMA \"{name}\"", cancellationToken);
            for (var version = await VersionAsync(connection, cancellationToken); version < Newest; version++)
            {
                await RunAsync(connection, Versions[version].Replace("{0}", $"\"{name}\"", StringComparison.Ordinal), cancellationToken);
                await RunAsync(connection, $"UPDATE \"{name}\".version SET number = {version + 1}", cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new HubStartException(
                $"{place}: the role {role} may not make or change the hub's tables ({refusal.MessageText}). For this start, let an administrator of the database run: " +
                $"CREATE SCHEMA IF NOT EXISTS \"{name}\"; GRANT USAGE, CREATE ON SCHEMA \"{name}\" TO \"{role}\"; {PostgreSqlTrial.Grants(name, role)}");
        }
    }

    /// <summary>0: there are no tables yet.</summary>
    private async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Looked up in the catalogue: a name that is not there would be an error, and end the transaction.
        if (await RunAsync(connection, "SELECT 1 FROM pg_class WHERE relname = 'version' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)", cancellationToken, name) is null) return 0;
        var version = await RunAsync(connection, $"SELECT number FROM \"{name}\".version", cancellationToken) as int?
            ?? throw new HubStartException($"{place}: the table {name}.version is empty, so these tables cannot be used. Put back a backup of the whole schema, or set OAuthHub:Vault:PostgreSql:Schema to one of the hub's own.");
        return version <= Newest ? version : throw new HubStartException(
            $"{place}: the tables were made by a newer version of the hub (format {version}, this one knows {Newest}). Start the newer version; nothing was changed.");
    }

    private async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await RunAsync(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", cancellationToken, name) is not null;

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
