using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>Finds out what the hub may do in a Key Vault, without touching a record: on a secret of its own, and on one that is not there.</summary>
internal sealed class KeyVaultProbe(KeyVaultSecrets secrets, string name, string header)
{
    private SecretProperties? known;
    private long? wroteAt;

    /// <param name="absent">A name that no secret has: Key Vault checks the permission before it looks.</param>
    public async Task TryAllAsync(string absent, bool purges, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        await secrets.ListAsync(cancellationToken).AnyAsync(cancellationToken);
        await secrets.DeleteAsync(absent, cancellationToken);
        await secrets.RecoverAsync(absent, cancellationToken);
        if (purges) await secrets.PurgeAsync(absent, cancellationToken);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var last = wroteAt;
        wroteAt = null; // until this one has succeeded
        await secrets.Pause.WaitAsync(TimeSpan.Zero, cancellationToken); // nobody can write a record now
        if (last is { } at && secrets.Time.GetElapsedTime(at) < secrets.Limits.CheckWritesEvery)
        {
            await secrets.FindAsync(header, cancellationToken);
            wroteAt = last;
            return;
        }
        await WriteAsync(cancellationToken);
        wroteAt = secrets.Time.GetTimestamp();
    }

    /// <summary>Writes the probe's tags: that makes no new version, and needs the same permission as one.</summary>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        known ??= (await secrets.FindAsync(name, cancellationToken))?.Properties ?? (await MakeAsync(cancellationToken)).Properties;
        var update = new SecretProperties(known.Id);
        KeyVaultDocuments.Fill(update);
        try
        {
            await secrets.UpdateAsync(update, cancellationToken);
        }
        catch (VaultUnavailableException failure) when (failure.InnerException is Azure.RequestFailedException { Status: 404 })
        {
            known = null; // deleted by hand; it is made again
            throw;
        }
    }

    private Task<WrittenSecret> MakeAsync(CancellationToken cancellationToken) =>
        new KeyVaultWriter(secrets).WriteAsync(name, "OAuthHub", KeyVaultDocuments.Fill, () => true, cancellationToken);
}
