using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Support;

/// <summary>The vault that a hub left behind, opened with the key beside it.</summary>
internal sealed class StoppedVault(TemporaryFolder folder) : IDisposable
{
    private readonly EncryptedFileVault vault = new(
        new HubPaths(folder.Path), new KeyRing([MasterKey.TryParse(File.ReadAllText(folder.File("master.key")))!]), NullLogger<EncryptedFileVault>.Instance);

    /// <summary>SHA-256 of the refresh token of each connection that is in use.</summary>
    public async Task<IReadOnlyList<string>> RefreshTokensAsync() =>
        [.. (await ConnectionsAsync()).Where(connection => connection.IsUsable).Select(connection => connection.Tokens!.RefreshToken!.Fingerprint().ToString())];

    /// <summary>Every connection, as it was left.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsAsync()
    {
        var found = new List<Connection>();
        await foreach (var entry in vault.ListAsync(CancellationToken.None))
        {
            Assert.Equal(VaultProblem.None, entry.Problem);
            if (entry.Name is not { Kind: VaultKind.Connection } name) continue;
            found.Add(ConnectionCodec.Read((await vault.ReadAsync(name, CancellationToken.None))!.Secret));
        }
        return found;
    }

    public void Dispose() => vault.Dispose();
}
