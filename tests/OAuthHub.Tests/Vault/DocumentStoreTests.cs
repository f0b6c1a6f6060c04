using System.Collections.Concurrent;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault;

/// <summary>What is common to all backends that keep documents, before any of them comes into play.</summary>
public sealed class DocumentStoreTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new DocumentPlace(keepsProperties: false);
}

/// <summary>As above, where the listing reads no record.</summary>
public sealed class DocumentStoreWithPropertiesTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new DocumentPlace(keepsProperties: true);
}

public sealed class FaultyDocumentStoreTests : FaultyVaultContract
{
    private protected override IVaultPlace MakePlace() => new DocumentPlace(keepsProperties: true);
}

internal sealed class DocumentPlace(bool keepsProperties) : IVaultPlace
{
    private readonly ConcurrentDictionary<string, Document> documents = new(StringComparer.Ordinal);

    public Task<IRecordStore> ConnectAsync(KeyRing keys) => Task.FromResult<IRecordStore>(new MemoryDocuments(documents, keepsProperties));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
