using System.Collections.Concurrent;
using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// Old versions hold old refresh tokens, and Key Vault never deletes a version by itself: each is disabled once a newer one is there. What
/// fails is tried again behind later writes.
/// </summary>
/// <remarks>A version that was seen to be followed by another never becomes the current one again, so that disabling needs no lock.</remarks>
internal sealed class SupersededVersions(KeyVaultSecrets secrets)
{
    private const int AtMost = 10_000;
    private const int RetriesEach = 2;

    private readonly ConcurrentQueue<Uri> left = new();

    /// <summary>Never throws: the write that it follows stands.</summary>
    public async Task DisableAsync(IEnumerable<Uri> versions, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var version in versions) failed += await TryAsync(version, cancellationToken) ? 0 : 1;
        for (var retry = 0; failed == 0 && retry < RetriesEach && left.TryDequeue(out var earlier); retry++) failed += await TryAsync(earlier, cancellationToken) ? 0 : 1;
    }

    /// <summary>Disables every version of a secret but the current one. For after a write that may have made more than one.</summary>
    public async Task SweepAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await EnabledAsync(name, cancellationToken);
            // Read after the list was: whatever is in the list and not this one is older than it.
            if (await secrets.FindAsync(name, cancellationToken) is { } current) await DisableAsync(found.Where(version => version != current.Id), cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // The next write of this secret disables the version that is current now; what lies before it stays as it is.
        }
    }

    /// <summary>Disables every version of a part but this one. A part that another writer is about to name is enabled again by whoever reads it.</summary>
    public async Task SweepBeforeAsync(string name, Uri keep, CancellationToken cancellationToken)
    {
        try
        {
            await DisableAsync((await EnabledAsync(name, cancellationToken)).Where(version => version != keep), cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // The next write of a large document comes by here again.
        }
    }

    private async Task<IReadOnlyList<Uri>> EnabledAsync(string name, CancellationToken cancellationToken)
    {
        var found = new List<Uri>();
        await foreach (var version in secrets.ListVersionsAsync(name, cancellationToken))
            if (version.Enabled is not false) found.Add(version.Id);
        return found;
    }

    private async Task<bool> TryAsync(Uri version, CancellationToken cancellationToken)
    {
        try
        {
            if (!secrets.Pause.IsOn)
            {
                await secrets.UpdateAsync(new SecretProperties(version) { Enabled = false }, cancellationToken);
                return true;
            }
        }
        catch (VaultUnavailableException failure) when (failure.InnerException is Azure.RequestFailedException { Status: 404 })
        {
            return true; // deleted meanwhile
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // Later.
        }
        if (left.Count < AtMost) left.Enqueue(version);
        return false;
    }
}
