using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>A vault whose documents are secrets of a KV version 2 engine, one each.</summary>
/// <remarks>
/// KV removes without a condition, so the hub does not remove: it writes an empty document in place of the old one, on condition of the version
/// that was read, and since one version is kept, the old content is gone with that. The name goes a day later, when nobody can still hold a
/// version that he read before; whoever finds a name that is just going waits for it.
/// </remarks>
internal sealed class HashiCorpVaultStore(HashiCorpVaultClient client, KvSecrets secrets, string place) : DocumentStore
{
    /// <summary>The name of what <see cref="CheckAsync"/> writes.</summary>
    public const string CheckName = "check";

    private const int ReadsAtOnce = 24;

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(1);

    // A request lives on the server for 90 seconds at most, unless somebody raised its limit.
    private static readonly TimeSpan Passed = TimeSpan.FromMinutes(5);

    public override string Place => place;

    public override bool ComparesAndSwaps => true;

    public override bool KeepsProperties => false;

    public override Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) =>
        InTimeAsync(end => base.CreateHeaderAsync(entries, end), cancellationToken);

    public override Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken) =>
        InTimeAsync(end => base.ReplaceHeaderAsync(name, expected, value, end), cancellationToken);

    public override Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken) => InTimeAsync(end => base.CommitAsync(step, end), cancellationToken);

    public override Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) =>
        InTimeAsync(end => base.DeleteAsync(id, expectedGeneration, end), cancellationToken);

    public override Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken) =>
        InTimeAsync(end => base.ReplaceAsync(id, expected, next, end), cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => InTimeAsync(async end =>
    {
        await secrets.WriteFreelyAsync(CheckName, KvSecret.Tombstone("check"), end);
        return true;
    }, cancellationToken);

    public override ValueTask DisposeAsync() => client.DisposeAsync();

    protected override async ValueTask<Document?> GetAsync(string name, CancellationToken cancellationToken) =>
        await secrets.ReadAsync(name, cancellationToken) is { State: KvState.Live } found ? Of(name, found) : null;

    protected override async Task<bool> PutAsync(string name, Document? read, DocumentContent next, CancellationToken cancellationToken)
    {
        var document = KvSecret.Document(next.Content);
        if (read is not null) return await secrets.WriteAsync(name, Version(read), document, cancellationToken);
        await secrets.PrepareAsync(name, conditional: true, cancellationToken);
        while (!await secrets.WriteAsync(name, 0, document, cancellationToken))
        {
            var found = await secrets.ReadAsync(name, cancellationToken);
            if (found.State is KvState.Live) return found.Content.AsSpan().SequenceEqual(next.Content);
            if (found.State is KvState.Missing || (found.State is KvState.Leaving && found.Age < Passed))
                await Task.Delay(KvLimits.ShortestPause, TimeProvider.System, cancellationToken);
            else return await secrets.WriteAsync(name, found.Version, KvSecret.Document(next.Content), cancellationToken);
            // Its settings went with the name.
            await secrets.PrepareAsync(name, conditional: true, cancellationToken);
            document = KvSecret.Document(next.Content);
        }
        return true;
    }

    protected override Task<bool> RemoveAsync(string name, Document read, CancellationToken cancellationToken) =>
        secrets.WriteAsync(name, Version(read), KvSecret.Tombstone(KvSecret.Gone), cancellationToken);

    protected override async IAsyncEnumerable<Document> ListDocumentsAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = (await secrets.NamesAsync(cancellationToken)).Where(IsOurs);
        var reads = new Queue<Task<Document?>>();
        try
        {
            foreach (var name in names)
            {
                reads.Enqueue(ReadListedAsync(name, cancellationToken));
                if (reads.Count >= ReadsAtOnce && await reads.Dequeue() is { } document) yield return document;
            }
            while (reads.TryDequeue(out var read))
                if (await read is { } document) yield return document;
        }
        finally
        {
            // Whoever stops in the middle, or meets a failure, leaves none of them unheard.
            foreach (var left in reads) _ = left.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static bool IsOurs(string name) => name == HeaderName || (name.Length == 64 && name.All(char.IsAsciiHexDigitLower));

    private static long Version(Document read) => long.Parse(read.Version, CultureInfo.InvariantCulture);

    private static Document Of(string name, KvSecret found) => new(name, found.Content, 0, null, found.Version.ToString(CultureInfo.InvariantCulture));

    private async Task<Document?> ReadListedAsync(string name, CancellationToken cancellationToken)
    {
        var found = await secrets.ReadAsync(name, cancellationToken);
        if (found.State is KvState.Live) return Of(name, found);
        if ((found.State is KvState.Removed && found.Age > ForgetAfter) || (found.State is KvState.Leaving && found.Age > Passed)) await ForgetAsync(name, found.Version, cancellationToken);
        return null;
    }

    /// <summary>The last of a removed document. Marked first, so that nobody writes there while the unconditional removal is under way.</summary>
    private async Task ForgetAsync(string name, long version, CancellationToken cancellationToken)
    {
        try
        {
            if (await secrets.WriteAsync(name, version, KvSecret.Tombstone(KvSecret.Going), cancellationToken)) await secrets.ForgetAsync(name, cancellationToken);
        }
        catch (VaultUnavailableException)
        {
            // the next listing does it
        }
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(KvLimits.Write);
        try
        {
            return await write(end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw client.Failures.NoAnswer();
        }
    }
}
