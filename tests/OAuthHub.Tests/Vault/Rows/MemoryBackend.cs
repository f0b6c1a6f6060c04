using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault.Rows;

/// <summary>A backend of documents in memory, which outlive each store over them: for tests of what is built on top of backends.</summary>
internal sealed class MemoryBackend(string name, bool keepsProperties = false) : IVaultBackend
{
    private int forgets;

    public ConcurrentDictionary<string, Document> All { get; } = new();

    /// <summary>So many of the next writes of rows are confirmed, and not there afterwards.</summary>
    public int Forgets { get => forgets; set => forgets = value; }

    public string Name => name;

    public Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken) => Task.FromResult<IRecordStore>(new MemoryDocuments(All, keepsProperties, forgets: () => Interlocked.Decrement(ref forgets) >= 0));
}
