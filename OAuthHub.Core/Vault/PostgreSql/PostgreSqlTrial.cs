using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>What a server must be and allow, tried for real before the hub depends on it.</summary>
internal static class PostgreSqlTrial
{
    private const int OldestVersion = 13;

    /// <summary>Statements that give a role what the hub does all day, for the messages.</summary>
    public static string Grants(string schema, string role) =>
        $"GRANT USAGE ON SCHEMA \"{schema}\" TO \"{role}\"; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"{schema}\" TO \"{role}\";";

    /// <summary>The server's version, and whether it keeps what it has confirmed.</summary>
    /// <exception cref="HubStartException">It is too old, or would lose confirmed writes.</exception>
    public static async Task<PostgreSqlSession> LookAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new HubStartException($"{place} is version {connection.PostgreSqlVersion}; the hub needs PostgreSQL {OldestVersion} or newer. Upgrade the server.");
        await using var command = new NpgsqlCommand("SELECT current_user::text, pg_backend_pid(), current_setting('synchronous_commit'), pg_is_in_recovery()", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var role = row.GetString(0);
        if (row.GetString(2) is "off")
            throw new HubStartException(
                $"{place}: synchronous_commit is off for the role {role}, so a write that was confirmed can be lost when the server crashes, and with it a refresh token that the platform gives only once. " +
                $"Run: ALTER ROLE \"{role}\" SET synchronous_commit = on; then start the hub again (behind PgBouncer, RECONNECT it first).");
        if (row.GetBoolean(3))
            throw new HubStartException($"{place} is a standby and can only be read. Point Host in {PostgreSqlOptions.Section}:ConnectionString to the primary server, or name all hosts there.");
        return new PostgreSqlSession(role, row.GetInt32(1) == connection.ProcessID);
    }

    /// <summary>By how much this clock is ahead of the database's, to within the time of a round trip.</summary>
    public static async Task<TimeSpan> ClockIsAheadByAsync(NpgsqlConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT extract(epoch FROM clock_timestamp())::float8", connection);
        var (asked, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var there = DateTimeOffset.UnixEpoch.AddSeconds((double)(await command.ExecuteScalarAsync(cancellationToken))!);
        return asked + clock.GetElapsedTime(began) / 2 - there;
    }

    /// <summary>Does everything once that the hub must be able to do, and takes it back.</summary>
    /// <exception cref="HubStartException">The role lacks a right.</exception>
    public static async Task TryRightsAsync(NpgsqlConnection connection, string schema, string place, string role, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // No name of an entry and no id of a row is like these.
        foreach (var sql in (string[])
            [
                $"INSERT INTO \"{schema}\".header (name, value) VALUES ('trial/' || pg_backend_pid(), '')",
                $"UPDATE \"{schema}\".header SET value = value WHERE name = 'trial/' || pg_backend_pid()",
                $"DELETE FROM \"{schema}\".header WHERE name = 'trial/' || pg_backend_pid()",
                $"INSERT INTO \"{schema}\".record (id, generation) VALUES (convert_to('trial/' || pg_backend_pid(), 'UTF8'), 0)",
                $"UPDATE \"{schema}\".record SET generation = 0 WHERE id = convert_to('trial/' || pg_backend_pid(), 'UTF8')",
                $"DELETE FROM \"{schema}\".record WHERE id = convert_to('trial/' || pg_backend_pid(), 'UTF8')",
                $"UPDATE \"{schema}\".version SET number = number",
            ])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new HubStartException($"{place}: the role {role} lacks a right on the hub's tables ({refusal.MessageText}). Let their owner or an administrator run: {Grants(schema, role)}");
        }
        await transaction.RollbackAsync(cancellationToken);
    }
}

/// <param name="Role">Who we are there.</param>
/// <param name="IsDirect">The server's process is the one that the connection began with; a pooler names one of its own.</param>
internal sealed record PostgreSqlSession(string Role, bool IsDirect);
