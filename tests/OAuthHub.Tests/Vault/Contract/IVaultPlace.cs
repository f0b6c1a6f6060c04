using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault;

/// <summary>A place of a test's own that a vault can lie in: a folder, a schema, a prefix. It is empty at first, and gone when it is disposed of.</summary>
internal interface IVaultPlace : IAsyncDisposable
{
    /// <summary>Connects as one more process does; several may at once. Whoever asks for it closes it.</summary>
    /// <param name="keys">For a place that makes its header itself, as the file does. The others know no keys.</param>
    Task<IRecordStore> ConnectAsync(KeyRing keys);
}
