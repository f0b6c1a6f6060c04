using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault.Rows;

/// <summary>A backend of documents in memory, as the least that a real one does: for tests of what is built on top of backends.</summary>
internal sealed class MemoryDocumentStore(MemoryDocuments documents) : DocumentStore
{
    public override string Place => "the memory of this test";
    public override bool ComparesAndSwaps => true;
    public override bool KeepsProperties => documents.KeepsProperties;

    public override Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<Document?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(documents.All.GetValueOrDefault(name));

    protected override Task<bool> PutAsync(string name, Document? read, DocumentContent next, CancellationToken cancellationToken)
    {
        var version = ((read is null ? 0 : int.Parse(read.Version, CultureInfo.InvariantCulture)) + 1).ToString(CultureInfo.InvariantCulture);
        var written = new Document(name, next.Content, next.Generation, next.Properties, version);
        return Task.FromResult(read is null ? documents.All.TryAdd(name, written) : documents.All.TryUpdate(name, written, read));
    }

    protected override Task<bool> RemoveAsync(string name, Document read, CancellationToken cancellationToken) =>
        Task.FromResult(documents.All.TryRemove(new KeyValuePair<string, Document>(name, read)));

    protected override async IAsyncEnumerable<Document> ListDocumentsAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var document in documents.All.Values) yield return whole || document.Properties is null ? document : document with { Content = null };
    }
}

/// <summary>The memory, which outlives each store over it.</summary>
internal sealed class MemoryDocuments(string backend = "Memory", bool keepsProperties = false) : IVaultBackend
{
    public ConcurrentDictionary<string, Document> All { get; } = new();

    public bool KeepsProperties => keepsProperties;

    public string Name => backend;

    public Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken) => Task.FromResult<IRecordStore>(new MemoryDocumentStore(this));
}
