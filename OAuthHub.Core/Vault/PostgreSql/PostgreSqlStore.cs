using System.Runtime.CompilerServices;
using Npgsql;
using OAuthHub.Core.Vault.Rows;
using static OAuthHub.Core.Vault.PostgreSql.SqlValue;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>Sealed rows in a table of a PostgreSQL database. A commit is one statement, record and answer together.</summary>
internal sealed class PostgreSqlStore(NpgsqlDataSource source, string schema, string place) : IRecordStore
{
    private const int PageSize = 256;

    private readonly PostgreSqlStatements sql = new(schema);
    private readonly PostgreSqlCalls calls = new(source, new PostgreSqlErrors(place));

    public string Place => place;

    public bool ComparesAndSwaps => true;

    public bool KeepsProperties => false;

    public async Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken) =>
        (await calls.ReadAsync(sql.ReadHeader, row => KeyValuePair.Create(row.GetString(0), (byte[])row[1]), cancellationToken)).ToDictionary(StringComparer.Ordinal);

    public async Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) =>
        await calls.WriteTogetherAsync([new(sql.LockHeader), new(sql.CreateHeader, Texts(entries.Keys), Blobs(entries.Values))], cancellationToken) == entries.Count;

    public async Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken) => (expected, value) switch
    {
        (null, null) => (await calls.ReadAsync(sql.HasHeader, _ => true, cancellationToken, Text(name))).Count == 0,
        (null, _) => await calls.WriteAsync(sql.InsertHeader, cancellationToken, Text(name), Blob(value)) == 1,
        (_, null) => await calls.WriteAsync(sql.DeleteHeader, cancellationToken, Text(name), Blob(expected)) == 1,
        _ => await calls.WriteAsync(sql.UpdateHeader, cancellationToken, Text(name), Blob(expected), Blob(value)) == 1,
    };

    public async ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken) =>
        (await calls.ReadAsync(sql.Read, Row, cancellationToken, Blob(id.Bytes))).SingleOrDefault();

    public async Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken)
    {
        var (id, answer) = (Blob(step.Id.Bytes), step.Answer);
        if (step.Expected == -1)
        {
            await calls.WriteAsync(sql.Answer, cancellationToken, id, Number(answer!.TokenGeneration), Blob(answer.Blob));
            return new VaultWriteOutcome.Written(0);
        }
        if (answer is not null)
        {
            var (now, isOurs) = (await calls.WriteAsync(
                sql.Both, row => (row.GetInt64(0), row.GetBoolean(1)), cancellationToken, id, Number(step.Expected), Blob(step.Record), Number(answer.TokenGeneration), Blob(answer.Blob))).Single();
            return isOurs ? new VaultWriteOutcome.Written(now) : new VaultWriteOutcome.Conflict(now);
        }
        var written = step.Expected == 0
            ? await calls.WriteAsync(sql.Insert, cancellationToken, id, Blob(step.Record))
            : await calls.WriteAsync(sql.Update, cancellationToken, id, Number(step.Expected), Blob(step.Record));
        if (written == 1) return new VaultWriteOutcome.Written(step.Expected + 1);
        // A statement of its own, so that it sees the write that was waited for.
        return new VaultWriteOutcome.Conflict((await calls.ReadAsync(sql.Generation, row => row.GetInt64(0), cancellationToken, id)).SingleOrDefault());
    }

    public async Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) =>
        await calls.WriteAsync(sql.Delete, cancellationToken, Blob(id.Bytes), Number(expectedGeneration)) == 1;

    /// <summary>Compared by content: no two seals are alike, so that nobody's change between is missed.</summary>
    public async Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken)
    {
        if (next is { Record: null, Answer: null }) next = null;
        return (expected, next) switch
        {
            (null, null) => await ReadAsync(id, cancellationToken) is null,
            (null, _) => await calls.WriteAsync(sql.ReplaceNothing, cancellationToken, [Blob(id.Bytes), .. Content(next)]) == 1,
            (_, null) => await calls.WriteAsync(sql.Remove, cancellationToken, [Blob(id.Bytes), .. Content(expected)]) == 1,
            _ => await calls.WriteAsync(sql.Replace, cancellationToken, [Blob(id.Bytes), .. Content(expected), .. Content(next)]) == 1,
        };
    }

    public async IAsyncEnumerable<SealedRow> ListAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // No connection is held while whoever asks works on a page.
        for (byte[] after = []; ;)
        {
            var page = await calls.ReadAsync(sql.Page, Row, cancellationToken, Blob(after), Number(PageSize));
            foreach (var row in page) yield return row;
            if (page.Count < PageSize) yield break;
            after = page[^1].Id.Bytes;
        }
    }

    public Task CheckAsync(CancellationToken cancellationToken) => calls.WriteAsync(sql.Check, cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static SealedRow Row(NpgsqlDataReader row) => new(
        new RowId((byte[])row[0]), row.GetInt64(1), row[2] as byte[], null, row.IsDBNull(4) ? null : new SealedAnswer(row.GetInt64(3), (byte[])row[4]));

    private static NpgsqlParameter[] Content(SealedRow row) =>
        [Number(row.Record is null ? 0 : row.Generation), Blob(row.Record), Number(row.Answer?.TokenGeneration), Blob(row.Answer?.Blob)];
}
