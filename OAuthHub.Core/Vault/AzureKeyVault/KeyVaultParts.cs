using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// Documents that are larger than one secret: the further parts are secrets of their own. The main one is written last and names the
/// versions of the others, so that a document changes in one step, and a writer that dies before it has changed nothing.
/// </summary>
internal sealed class KeyVaultParts(KeyVaultSecrets secrets, KeyVaultWriter writer, SupersededVersions superseded)
{
    private const int Tries = 3;

    private static string NameOf(string main, int number) => $"{main}-{number}";

    /// <summary>The versions that this value names; empty for a document that fits.</summary>
    public static IReadOnlyList<(string Name, string Version)> Named(KeyVaultSecret? main) =>
        main is null ? [] : [.. KeyVaultDocuments.ReadValue(main.Value).Versions.Select((version, index) => (NameOf(main.Name, index + 2), version))];

    public async Task<string[]> WriteAsync(string main, IEnumerable<string> parts, Func<bool> mayWrite, CancellationToken cancellationToken)
    {
        var written = await Task.WhenAll(parts.Select((part, index) => writer.WriteAsync(NameOf(main, index + 2), part, KeyVaultDocuments.Fill, mayWrite, cancellationToken)));
        return [.. written.Select(one => one.Properties.Version)];
    }

    /// <summary>The whole content of a main secret as it is now; null when it is gone meanwhile.</summary>
    public async Task<(KeyVaultSecret Main, byte[] Content)?> JoinAsync(KeyVaultSecret main, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var named = Named(main);
            var parts = await Task.WhenAll(named.Select(part => secrets.FindEnabledAsync(part.Name, part.Version, cancellationToken)));
            if (Array.TrueForAll(parts, part => part is not null))
                return (main, KeyVaultDocuments.Join(parts.Select(part => part!.Value).Prepend(KeyVaultDocuments.ReadValue(main.Value).First)));
            if (await secrets.FindAsync(main.Name, cancellationToken) is not { } now || KeyVaultDocuments.IsTombstone(now.Properties)) return null;
            // Either it was changed while it was read, or a writer that had stood still has disabled parts that are named now.
            if (now.Properties.Version == main.Properties.Version)
            {
                if (attempt == Tries) throw new VaultIntegrityException("A document in Key Vault lacks a part: it was deleted there. Recover the deleted secret; nothing was changed by the hub.");
                await EnableAsync(named, parts, cancellationToken);
            }
            else if (attempt == Tries) throw new VaultUnavailableException($"A document in Key Vault {secrets.Vault} changes faster than it can be read. Try again.");
            main = now;
        }
    }

    /// <summary>Disables what a new main secret has made old: the parts that the one before named, and those of writers that died before theirs.</summary>
    public async Task SupersedeAsync(KeyVaultSecret? before, string main, IReadOnlyList<string> current, CancellationToken cancellationToken)
    {
        await superseded.DisableAsync(Named(before).Select(part => IdOf(part.Name, part.Version)), cancellationToken);
        for (var part = 0; part < current.Count; part++) await superseded.SweepBeforeAsync(NameOf(main, part + 2), IdOf(NameOf(main, part + 2), current[part]), cancellationToken);
    }

    private Uri IdOf(string name, string version) => new(secrets.Vault, $"secrets/{name}/{version}");

    private async Task EnableAsync(IReadOnlyList<(string Name, string Version)> named, KeyVaultSecret?[] parts, CancellationToken cancellationToken)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            if (parts[part] is not null) continue;
            try
            {
                await secrets.UpdateAsync(new SecretProperties(IdOf(named[part].Name, named[part].Version)) { Enabled = true }, cancellationToken);
            }
            catch (VaultUnavailableException failure) when (failure.InnerException is Azure.RequestFailedException { Status: 404 })
            {
                // Deleted: the last try says so.
            }
        }
    }
}
