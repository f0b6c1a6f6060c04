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

/// <summary>As above, where a write that is refused may have been done all the same.</summary>
public sealed class DocumentStoreThatContradictsItselfTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new DocumentPlace(keepsProperties: true, contradicts: true);
}

public sealed class FaultyDocumentStoreTests : FaultyVaultContract
{
    private protected override IVaultPlace MakePlace() => new DocumentPlace(keepsProperties: true);
}

internal sealed class DocumentPlace(bool keepsProperties, bool contradicts = false) : IVaultPlace
{
    private readonly ConcurrentDictionary<string, Document> documents = new(StringComparer.Ordinal);

    public Task<IRecordStore> ConnectAsync(KeyRing keys) => Task.FromResult<IRecordStore>(new MemoryDocuments(documents, keepsProperties, contradicts));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
