using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>Statements on their way to the server: each in time, or with an error that says what to do.</summary>
internal sealed class PostgreSqlCalls(NpgsqlDataSource source, PostgreSqlErrors errors)
{
    /// <summary>For one statement, connecting included. A write is at most two of them.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>The rows. Asked again once where the connection turned out to be gone: a server that was restarted leaves dead ones in the pool.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        try
        {
            return await QueryAsync(sql, read, values, cancellationToken);
        }
        catch (VaultUnavailableException failure) when (failure.InnerException is { } cause && PostgreSqlErrors.IsBrokenConnection(cause))
        {
            return await QueryAsync(sql, read, values, cancellationToken);
        }
    }

    /// <summary>Sent once, whatever becomes of it: one that was sent may have been done. The number of rows.</summary>
    public Task<int> WriteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values) => InTimeAsync(async end =>
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(end);
    }, cancellationToken);

    /// <summary>As the other, with the rows that it gives.</summary>
    public Task<List<T>> WriteAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] values) =>
        QueryAsync(sql, read, values, cancellationToken);

    /// <summary>All of them or none, in one round trip.</summary>
    public Task<int> WriteTogetherAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken) => InTimeAsync(async end =>
    {
        await using var batch = source.CreateBatch();
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            foreach (var value in statement.Values) command.Parameters.Add(value);
            batch.BatchCommands.Add(command);
        }
        return await batch.ExecuteNonQueryAsync(end);
    }, cancellationToken);

    private Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] values, CancellationToken cancellationToken) => InTimeAsync(async end =>
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(end);
        var rows = new List<T>();
        while (await reader.ReadAsync(end)) rows.Add(read(reader));
        return rows;
    }, cancellationToken);

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] values)
    {
        var command = source.CreateCommand(sql);
        // A value belongs to one command; one that is sent again gets its own.
        foreach (var value in values) command.Parameters.Add(value.Clone());
        return command;
    }

    /// <summary>The driver's own limits end most waits; this one ends all of them together.</summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Longest);
        try
        {
            return await call(end.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw errors.TooLate(late);
        }
        catch (Exception failure) when (PostgreSqlErrors.AreOfTheDatabase(failure))
        {
            throw errors.Translate(failure);
        }
    }
}
