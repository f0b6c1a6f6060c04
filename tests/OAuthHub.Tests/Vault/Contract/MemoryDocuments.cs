using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>Documents in memory, shared by all that connect: what a backend adds to <see cref="DocumentStore"/>, and no more.</summary>
/// <param name="keepsProperties">As a backend that lists properties and generations without reading what they belong to.</param>
/// <param name="forgets">Asked before each write of a row; true: it is confirmed and not done.</param>
/// <param name="contradicts">As a client that repeats a request by itself: every third write or removal is done and then refused, by its own first half.</param>
internal sealed class MemoryDocuments(ConcurrentDictionary<string, Document> documents, bool keepsProperties, bool contradicts = false, Func<bool>? forgets = null) : DocumentStore
{
    private static long versions;
    private int writes;

    public override string Place => "the memory of this test";

    public override bool ComparesAndSwaps => true;

    public override bool KeepsProperties => keepsProperties;

    public override Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async ValueTask<Document?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return documents.GetValueOrDefault(name);
    }

    protected override async Task<bool> PutAsync(string name, Document? read, DocumentContent next, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!string.Equals(name, HeaderName, StringComparison.Ordinal) && forgets?.Invoke() is true) return true;
        var version = Interlocked.Increment(ref versions).ToString(CultureInfo.InvariantCulture);
        var document = new Document(name, next.Content, next.Generation, keepsProperties ? next.Properties : null, version);
        return (read is null ? documents.TryAdd(name, document) : documents.TryGetValue(name, out var now) && Is(now, read) && documents.TryUpdate(name, document, now)) && IsHeardOf();
    }

    protected override async Task<bool> RemoveAsync(string name, Document read, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return documents.TryGetValue(name, out var now) && Is(now, read) && documents.TryRemove(KeyValuePair.Create(name, now)) && IsHeardOf();
    }

    protected override async IAsyncEnumerable<Document> ListDocumentsAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (_, document) in documents)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return whole || document.Properties is null ? document : document with { Content = null };
        }
    }

    private bool IsHeardOf() => !contradicts || Interlocked.Increment(ref writes) % 3 != 0;

    private static bool Is(Document now, Document read) => string.Equals(now.Version, read.Version, StringComparison.Ordinal);
}
