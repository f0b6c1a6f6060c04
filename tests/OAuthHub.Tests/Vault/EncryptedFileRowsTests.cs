using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault;

/// <summary>The rows of the file under the same sealing as those of any other backend, as moving and re-sealing use them.</summary>
public sealed class EncryptedFileRowsTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new FilePlace();
}

/// <summary>A folder for a file vault.</summary>
internal sealed class FilePlace : IVaultPlace
{
    private readonly VaultFiles files = new();

    public Task<IRecordStore> ConnectAsync(KeyRing keys) => Task.Run(() => files.Open(keys).Rows);

    public ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }
}
