using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault;

/// <summary>Opens a vault, whichever backend it lies in: makes it when there is none, and refuses one that is not ours.</summary>
internal sealed class VaultOpener(IEnumerable<IVaultBackend> backends, HubPaths paths, KeyRing keys, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Opens the vault that another one was moved to. It is there and whole, so an empty place or another vault is the wrong place.</summary>
    /// <param name="deploymentId">Of the vault that was moved.</param>
    /// <exception cref="HubStartException">It is not there as this process sees it; the message says why, and what to do.</exception>
    public async Task<OpenedVault> FollowAsync(MoveNote note, string deploymentId, CancellationToken cancellationToken)
    {
        const string Remedy = "This process looks in another place than the one that moved it. Correct the address, or give it the same data directory; nothing was changed.";
        if (string.Equals(note.Backend, VaultOptions.Default, StringComparison.OrdinalIgnoreCase) && !(File.Exists(paths.VaultFile) && new FileInfo(paths.VaultFile).Length > 0))
            throw new HubStartException($"The vault was moved to {note.Backend}, and {paths.VaultFile} is not there. {Remedy}");
        var next = await OpenAsync(note.Backend, note.OpenSettings(keys, deploymentId), cancellationToken, mustBeThere: true);
        if (string.Equals(next.Vault.DeploymentId, deploymentId, StringComparison.Ordinal)) return next;
        await next.DisposeAsync();
        throw new HubStartException($"The vault was moved to {note.Backend}, and {next.Rows.Place} holds another vault. {Remedy}");
    }

    /// <param name="settings">The backend's own section.</param>
    /// <param name="firstHeader">What a new vault says about itself; null: it is one of its own.</param>
    /// <param name="mustBeThere">True: no vault is made.</param>
    /// <exception cref="HubStartException">It must not be used like this; the message says why, and what to do.</exception>
    public async Task<OpenedVault> OpenAsync(string name, IConfiguration settings, CancellationToken cancellationToken, IReadOnlyDictionary<string, byte[]>? firstHeader = null, bool mustBeThere = false)
    {
        if (string.Equals(name, VaultOptions.Default, StringComparison.OrdinalIgnoreCase))
        {
            var file = new EncryptedFileVault(paths, keys, loggers.CreateLogger<EncryptedFileVault>(), firstHeader);
            return new OpenedVault(VaultOptions.Default, file, file.Rows, file.Seals);
        }
        var backend = backends.First(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        var store = await ConnectAsync(backend, settings, cancellationToken);
        try
        {
            var identity = await IdentifyAsync(store, firstHeader, mustBeThere, cancellationToken);
            var mark = await HighWaterMark.OpenAsync(store, paths, identity.DeploymentId, time, cancellationToken);
            var seals = new RecordSeals(identity, keys);
            return new OpenedVault(backend.Name, new SealedVault(store, seals, mark), store, seals);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<IRecordStore> ConnectAsync(IVaultBackend backend, IConfiguration settings, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.OpenAsync(settings, cancellationToken);
        }
        catch (VaultUnavailableException failure)
        {
            throw new HubStartException(failure.Message);
        }
    }

    private async Task<VaultIdentity> IdentifyAsync(IRecordStore store, IReadOnlyDictionary<string, byte[]>? firstHeader, bool mustBeThere, CancellationToken cancellationToken)
    {
        var header = await store.ReadHeaderAsync(cancellationToken);
        if (header.Count == 0)
        {
            if (mustBeThere) throw new HubStartException($"The vault was moved to {store.Place}, and there is none. If this process looks in another place than the one that moved it, correct the address; if it was emptied, put back a backup. Nothing was changed.");
            if (firstHeader is null) RefuseToBeginAnew(store.Place);
            await store.CreateHeaderAsync(firstHeader ?? VaultIdentity.Create(keys), cancellationToken);
            header = await store.ReadHeaderAsync(cancellationToken); // of several processes that start at once, the first has made it
        }
        KeyNotes.Adopt(header, keys);
        var identity = VaultIdentity.Open(header, keys, store.Place);
        var entry = VaultIdentity.EntryOf(keys.Newest.Id);
        if (!header.ContainsKey(entry)) await store.ReplaceHeaderAsync(entry, null, identity.SealNameKey(keys), cancellationToken);
        return identity;
    }

    /// <summary>An empty vault where there should be a full one is a wrong address or a lost store; to go on would look as if all had been forgotten.</summary>
    private void RefuseToBeginAnew(string place)
    {
        if (Witness.CountRecords(paths.WitnessFile) is var records and > 0)
            throw new HubStartException($"{place} is empty, but {paths.VaultFile} holds {records} records. Bring them over with: dotnet OAuthHub.Api.dll vault move. To begin with an empty vault instead, move {paths.VaultFile} and {paths.WitnessFile} away.");
        if (File.Exists(paths.MarkFile))
            throw new HubStartException($"{place} is empty, but this hub has used a vault before. Correct the address, or put back a backup of it. To begin with an empty vault instead, move {paths.MarkFile} away.");
    }
}

/// <summary>A vault with the rows underneath it.</summary>
internal sealed record OpenedVault(string Backend, IVault Vault, IRecordStore Rows, RecordSeals Seals) : IAsyncDisposable, IDisposable
{
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => Vault is IAsyncDisposable vault ? vault.DisposeAsync() : ValueTask.CompletedTask;
}
