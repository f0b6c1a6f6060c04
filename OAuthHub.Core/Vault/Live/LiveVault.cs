using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Backup;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Live;

/// <summary>
/// The vault as the hub uses it: wherever it lies now, with the master keys that are in use now. Both may change while the hub serves: the
/// header says so (<see cref="MoveNote"/>, <see cref="KeyNotes"/>), and nobody writes who has not looked there within two seconds.
/// </summary>
internal sealed partial class LiveVault : IVault, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly VaultOpener opener;
    private readonly KeyRing keys;
    private readonly ILogger<LiveVault> logger;
    private readonly SemaphoreSlim following = new(1);
    private readonly List<OpenedVault> left; // reads may still be under way there
    private readonly HeaderWatch watch;
    private volatile OpenedVault current;
    private Action<IReadOnlyDictionary<string, byte[]>>? listeners;
    private long? toldAt;
    private bool disposed;

    private LiveVault(VaultOpener opener, KeyRing keys, ILogger<LiveVault> logger, OpenedVault current, IReadOnlyDictionary<string, byte[]> header, List<OpenedVault> left)
    {
        (this.opener, this.keys, this.logger, this.current, this.left) = (opener, keys, logger, current, left);
        watch = new HeaderWatch(() => this.current.Rows, header, OnHeader, logger);
    }

    /// <summary>Where it lies now.</summary>
    public OpenedVault Current => current;

    /// <summary>Where it lay before, if this process has followed a move: the settings of this process may still name that one.</summary>
    public OpenedVault? Former => left.LastOrDefault();

    public string DeploymentId => current.Vault.DeploymentId;

    public bool ComparesAndSwaps => current.Vault.ComparesAndSwaps;

    public bool IsRestoredCopy => current.Vault.IsRestoredCopy;

    /// <summary>Calls this with each header that is read, about once a second.</summary>
    public void OnHeaderRead(Action<IReadOnlyDictionary<string, byte[]>> listener) => listeners += listener;

    /// <summary>Opens the configured vault, or the one that it was moved to.</summary>
    /// <exception cref="HubStartException">It cannot be used; the message says why, and what to do.</exception>
    public static async Task<LiveVault> OpenAsync(VaultOpener opener, KeyRing keys, OpenedVault configured, ILogger<LiveVault> logger, CancellationToken cancellationToken)
    {
        var (vault, left) = (configured, new List<OpenedVault>());
        try
        {
            for (var hops = 0; ; hops++)
            {
                if (hops == 8) throw new HubStartException($"The notes in the headers of {configured.Rows.Place} and others lead in a circle. Set OAuthHub:Vault:Backend to the one that is in use, and remove the entry '{MoveNote.Entry}' from its header. Nothing was changed.");
                var header = await vault.Rows.ReadHeaderAsync(cancellationToken);
                KeyNotes.Adopt(header, keys);
                if (MoveNote.Read(header) is { Phase: MovePhase.Ready } ready)
                {
                    if (left.Count == 0)
                        throw new HubStartException($"A move into {vault.Rows.Place} stopped shortly before its end, and only the old vault knows whether it is done. Set OAuthHub:Vault:Backend to {ready.Backend} once more: if it is done, the hub goes on here by itself; if not, run `vault move` again from there. Nothing was changed.");
                    await vault.Rows.ReplaceHeaderAsync(MoveNote.Entry, ready.Write(), null, cancellationToken);
                }
                if (MoveNote.Read(header) is { Phase: MovePhase.Filling })
                    throw new HubStartException($"A move into {vault.Rows.Place} was begun and is not finished, so it is not whole. Run `vault move` again from the old vault, or set OAuthHub:Vault:Backend back to that one. Nothing was changed.");
                if (VaultRestore.IsUnderWay(header))
                    throw new HubStartException($"A restore into {vault.Rows.Place} was begun and is not finished, so it is not whole. Run the same `vault restore` again. Nothing was changed.");
                if (MoveNote.Read(header) is not { Phase: MovePhase.Moved } note) return new LiveVault(opener, keys, logger, vault, header, left);
                LogFollows(logger, vault.Rows.Place, note.Backend);
                var next = await opener.FollowAsync(note, vault.Vault.DeploymentId, cancellationToken);
                left.Add(vault);
                vault = next;
            }
        }
        catch
        {
            foreach (var old in left) await old.DisposeAsync();
            await vault.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken)
    {
        try
        {
            return await current.Vault.ReadAsync(name, cancellationToken);
        }
        catch (VaultKeyUnavailableException)
        {
            // It may be so new that this process has not heard of it.
            await watch.ReadAsync(cancellationToken);
            return await current.Vault.ReadAsync(name, cancellationToken);
        }
    }

    public async ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken)
    {
        try
        {
            return await current.Vault.ReadJournalAsync(name, cancellationToken);
        }
        catch (VaultKeyUnavailableException)
        {
            await watch.ReadAsync(cancellationToken);
            return await current.Vault.ReadJournalAsync(name, cancellationToken);
        }
    }

    public Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) =>
        WriteAsync(vault => vault.CommitAsync(commit, cancellationToken), cancellationToken);

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) =>
        WriteAsync(vault => vault.DeleteAsync(name, expectedGeneration, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<VaultEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WhereAsync(isWriting: false, cancellationToken); // also: with the keys that are in use
        await foreach (var entry in current.Vault.ListAsync(cancellationToken)) yield return entry;
    }

    /// <summary>Also red where the vault was moved to a place that this process cannot open.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken) => await (await WhereAsync(isWriting: false, cancellationToken)).CheckAsync(cancellationToken);

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => current.Vault.AcceptRestoredCopyAsync(cancellationToken);

    /// <summary>The header as it is now, read for whoever must not rely on what was seen a second ago.</summary>
    public Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken) => watch.ReadAsync(cancellationToken);

    /// <summary>The header as it was at most two seconds ago.</summary>
    public ValueTask<IReadOnlyDictionary<string, byte[]>> FreshHeaderAsync(CancellationToken cancellationToken) => watch.FreshAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await watch.DisposeAsync();
        foreach (var old in left) await old.DisposeAsync();
        await current.DisposeAsync();
        following.Dispose();
    }

    private async Task<T> WriteAsync<T>(Func<IVault, Task<T>> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await write(await WhereAsync(isWriting: true, cancellationToken));
            }
            catch (VaultIsMovingException)
            {
                await watch.ReadAsync(cancellationToken);
            }
        }
    }

    /// <summary>The vault to use now. Waits while a move copies the last rows, a quarter of a minute or so, and follows one that is done.</summary>
    private async ValueTask<IVault> WhereAsync(bool isWriting, CancellationToken cancellationToken)
    {
        var header = await watch.FreshAsync(cancellationToken);
        while (MoveNote.Read(header) is { } note)
        {
            if (note.Phase is MovePhase.Moved) await FollowAsync(cancellationToken);
            else if (note.Phase is MovePhase.Draining && isWriting && TimeProvider.System.GetUtcNow() >= note.Until) await EndDrainingAsync(header, note, cancellationToken);
            else if (note.Phase is MovePhase.Draining && isWriting) await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
            else break;
            header = await watch.ReadAsync(cancellationToken);
        }
        return current.Vault;
    }

    /// <summary>The mover died, or is far too slow: whoever finds that out takes its word back, and a mover that still lives begins the last step anew.</summary>
    private async Task EndDrainingAsync(IReadOnlyDictionary<string, byte[]> header, MoveNote note, CancellationToken cancellationToken)
    {
        if (await current.Rows.ReplaceHeaderAsync(MoveNote.Entry, header[MoveNote.Entry], (note with { Phase = MovePhase.Copying }).Write(), cancellationToken)) LogMoverIsGone(logger);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await following.WaitAsync(cancellationToken);
        try
        {
            var header = await watch.ReadAsync(cancellationToken);
            if (MoveNote.Read(header) is not { Phase: MovePhase.Moved } note) return;
            var next = await OpenAsync(note, cancellationToken);
            // The mover takes this away itself, if it lives: the old vault's note says that this one is in use.
            if (MoveNote.Read(await next.Rows.ReadHeaderAsync(cancellationToken)) is { Phase: MovePhase.Ready } ready) await next.Rows.ReplaceHeaderAsync(MoveNote.Entry, ready.Write(), null, cancellationToken);
            LogFollows(logger, current.Rows.Place, next.Rows.Place);
            left.Add(current);
            current = next;
        }
        finally
        {
            following.Release();
        }
    }

    private async Task<OpenedVault> OpenAsync(MoveNote note, CancellationToken cancellationToken)
    {
        try
        {
            return await opener.FollowAsync(note, DeploymentId, cancellationToken);
        }
        catch (Exception failure) when (failure is HubStartException or VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            if (toldAt is not { } at || TimeProvider.System.GetElapsedTime(at) > TimeSpan.FromMinutes(1)) LogCannotFollow(logger, note.Backend, failure);
            toldAt = TimeProvider.System.GetTimestamp();
            throw new VaultUnavailableException($"The vault was moved to {note.Backend}, which this process cannot open: {failure.Message}", failure);
        }
    }

    private void OnHeader(IReadOnlyDictionary<string, byte[]> header)
    {
        if (KeyNotes.Adopt(header, keys)) LogAdopted(logger);
        // Whoever only reads must not stay behind, where nothing is refreshed any more.
        if (MoveNote.Read(header) is { Phase: MovePhase.Moved }) _ = FollowBehindAsync();
        listeners?.Invoke(header);
    }

    private async Task FollowBehindAsync()
    {
        try
        {
            await FollowAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or ObjectDisposedException)
        {
            // Told already, and tried again with the next look.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vault was moved from {From} to {To}, which is used now. Set OAuthHub:Vault:Backend accordingly before the old one goes")]
    private static partial void LogFollows(ILogger logger, string from, string to);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The vault was moved to {To}, which this process cannot open: it reads what the old one has and writes nothing until it can")]
    private static partial void LogCannotFollow(ILogger logger, string to, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A move of the vault was in its last step and went no further; this process writes again")]
    private static partial void LogMoverIsGone(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The master key is being rotated: this process has learnt the new one from the vault's header")]
    private static partial void LogAdopted(ILogger logger);
}
