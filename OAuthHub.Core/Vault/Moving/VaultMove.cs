using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Moving;

/// <summary>
/// Moves the vault from one backend to another while the hub serves. Rows are copied as they are, sealed, so that nothing changes for whoever
/// reads them; the processes that run follow by the note in the old vault's header (<see cref="LiveVault"/>). Read it from top to bottom;
/// docs/vaults.md says the same in words. It may be killed at any point and run again.
/// </summary>
public sealed class VaultMove
{
    /// <summary>How long writers wait at most, if the mover dies, beyond what a pass over all rows takes; it needs about a quarter of that.</summary>
    private static readonly TimeSpan DrainAtMost = TimeSpan.FromSeconds(75);

    /// <summary>A write that began before its process heard of the draining has ended by then (<see cref="IRecordStore"/>).</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(10);

    /// <summary>When a pass copies no more than this, the rest is left to the last one.</summary>
    private const int FewRows = 64;

    private static readonly TimeProvider RealTime = TimeProvider.System; // other processes wait for it too

    private readonly LiveVault live;
    private readonly VaultOpener opener;
    private readonly KeyRing keys;

    internal VaultMove(LiveVault live, VaultOpener opener, KeyRing keys) => (this.live, this.opener, this.keys) = (live, opener, keys);

    /// <summary>How long processes are given to see what the header says, and to end a write that is under way.</summary>
    public TimeSpan Patience { get; init; } = HeaderWatch.KnownWithin + LongestWrite;

    /// <exception cref="HubStartException">It cannot be moved like this; the message says why. Nothing was changed.</exception>
    /// <exception cref="VaultUnavailableException">One of the two cannot be used now. The hub goes on with the old one; run it again.</exception>
    public async Task<MoveReport> RunAsync(string backend, IConfiguration settings, bool despiteProblems, bool erase, Action<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        var from = live.Current;
        var header = await live.ReadHeaderAsync(cancellationToken);
        if (live.Former is { } former && string.Equals(from.Backend, backend, StringComparison.OrdinalIgnoreCase)) return await FormerVault.FinishAsync(former, from, erase, progress, cancellationToken);
        await RefuseAsync(from, header, backend, despiteProblems, cancellationToken);

        // 1. The new vault: the same deployment id and name key, and a note that it is not whole yet.
        var filling = new MoveNote(MovePhase.Filling, from.Backend, [], DateTimeOffset.UnixEpoch).Write();
        await using var to = await opener.OpenAsync(backend, settings, cancellationToken, FirstHeader(header, filling));
        await RefuseOthersAsync(from, to, cancellationToken);
        var note = new MoveNote(MovePhase.Copying, to.Backend, MoveNote.SealSettings(settings, keys, live.DeploymentId), DateTimeOffset.UnixEpoch);
        await BeginAsync(from, note, header, progress, cancellationToken);
        await MarkAsync(to, header, filling, cancellationToken);

        // 2. Copy what is there, and again what has changed meanwhile, until little is left.
        var copy = new RowCopy(from, to, async token => RequireOwn(MoveNote.Read(await live.FreshHeaderAsync(token)), note));
        var began = RealTime.GetTimestamp();
        for (var pass = 1; await copy.PassAsync(rows => progress?.Invoke(new MoveProgress(pass == 1 ? "Copying" : $"Copying what has changed, pass {pass}", rows)), cancellationToken) > FewRows && pass < 10; pass++) began = RealTime.GetTimestamp();
        var longestPass = 2 * RealTime.GetElapsedTime(began);

        // 3. Nobody writes, for a quarter of a minute: copy the rest, and hand over if nobody took the word back meanwhile.
        while (true)
        {
            var draining = note with { Phase = MovePhase.Draining, Until = RealTime.GetUtcNow() + DrainAtMost + longestPass };
            await SayAsync(from, draining, cancellationToken);
            progress?.Invoke(new MoveProgress("Waiting for writes that are under way", 0));
            await Task.Delay(Patience, RealTime, cancellationToken);
            began = RealTime.GetTimestamp();
            await copy.PassAsync(rows => progress?.Invoke(new MoveProgress("Copying the rest", rows)), cancellationToken);
            longestPass = 2 * RealTime.GetElapsedTime(began);
            if (RealTime.GetUtcNow() > draining.Until - LongestWrite) continue; // it took longer than the last one; the next has the time that it needs
            if (to.Vault is SealedVault vault) await vault.Mark.TakeOverAsync(await from.Rows.ReadHeaderAsync(cancellationToken), cancellationToken); // the mark must not fall
            var ready = new MoveNote(MovePhase.Ready, from.Backend, [], DateTimeOffset.UnixEpoch).Write();
            await to.Rows.ReplaceHeaderAsync(MoveNote.Entry, filling, ready, cancellationToken);
            var isDone = await from.Rows.ReplaceHeaderAsync(MoveNote.Entry, draining.Write(), (note with { Phase = MovePhase.Moved }).Write(), cancellationToken);
            await to.Rows.ReplaceHeaderAsync(MoveNote.Entry, ready, isDone ? null : filling, cancellationToken);
            if (isDone) break;
        }

        // 4. Everybody follows within seconds. Whatever still came to the old vault is looked for, and told.
        progress?.Invoke(new MoveProgress("Waiting until every process has followed", 0));
        await Task.Delay(Patience, RealTime, cancellationToken);
        var late = await copy.ChangedAsync(cancellationToken);
        var erased = erase ? await copy.EraseAsync(cancellationToken) : 0;
        if (erase) await from.Rows.TidyAsync(cancellationToken);
        var rows = 0;
        await foreach (var _ in to.Rows.ListAsync(whole: false, cancellationToken)) rows++;
        return new MoveReport(from.Rows.Place, to.Rows.Place, rows, [.. copy.Problems.Select(problem => $"{problem.Key}: {problem.Value}")], [.. late.Select(id => id.ToString())], erased);
    }

    private static async Task RefuseAsync(OpenedVault from, IReadOnlyDictionary<string, byte[]> header, string backend, bool despiteProblems, CancellationToken cancellationToken)
    {
        if (string.Equals(from.Backend, backend, StringComparison.OrdinalIgnoreCase))
            throw new HubStartException($"The vault lies in {from.Rows.Place} already. Name another backend.");
        if (from.Vault.IsRestoredCopy)
            throw new HubStartException("The vault was put back from a backup and no hub has looked at it yet. Start the hub once, and then move it.");
        if (KeyNotes.IsRotating(header))
            throw new HubStartException("Its master key is being rotated. Finish that first, with: vault rotate-key.");
        if (MoveNote.Read(header) is { Phase: MovePhase.Moved } done)
            throw new HubStartException($"The vault was moved to {done.Backend} at this moment. Run this again to see it there.");
        if (MoveNote.Read(header) is { } other && !string.Equals(other.Backend, backend, StringComparison.OrdinalIgnoreCase))
            throw new HubStartException($"A move to {other.Backend} was begun. Finish it, or give it up with: vault move --cancel.");
        if (despiteProblems) return;
        var problems = new List<string>();
        await foreach (var entry in from.Vault.ListAsync(cancellationToken))
            if (entry.Problem is not VaultProblem.None) problems.Add($"{entry.Name?.ToString() ?? "a record without a name"} ({entry.Problem})");
        if (problems.Count > 0)
            throw new HubStartException($"{problems.Count} records do not open or are not what they should be, such as {problems[0]}. See them with: vault check. Reconnect or remove them first; with --despite-problems they are moved as they are, and the new vault no longer knows which of them were put back.");
    }

    /// <summary>Gives up a move that was begun. The hub never stopped using the old vault; what was copied stays where it is, marked as not whole.</summary>
    /// <returns>False: there is none, or it is done.</returns>
    public async Task<bool> CancelAsync(CancellationToken cancellationToken)
    {
        var header = await live.ReadHeaderAsync(cancellationToken);
        return MoveNote.Read(header) is { Phase: MovePhase.Copying or MovePhase.Draining } && await live.Current.Rows.ReplaceHeaderAsync(MoveNote.Entry, header[MoveNote.Entry], null, cancellationToken);
    }

    private static Dictionary<string, byte[]> FirstHeader(IReadOnlyDictionary<string, byte[]> header, byte[] filling)
    {
        var first = header.Where(entry => VaultIdentity.IsEntry(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        first[MoveNote.Entry] = filling;
        return first;
    }

    /// <summary>What is there already must be ours, and not in use.</summary>
    private static async Task RefuseOthersAsync(OpenedVault from, OpenedVault to, CancellationToken cancellationToken)
    {
        if (!string.Equals(to.Vault.DeploymentId, from.Vault.DeploymentId, StringComparison.Ordinal))
            throw new HubStartException($"{to.Rows.Place} holds the vault of another hub. Choose another place (schema, path, prefix or data directory), or empty that one. Nothing was changed.");
        if (MoveNote.Read(await to.Rows.ReadHeaderAsync(cancellationToken)) is null)
            throw new HubStartException($"{to.Rows.Place} holds a vault of this hub that is in use, or was until its note was removed. If nothing uses it, empty it and move again. Nothing was changed.");
    }

    /// <summary>
    /// The last to begin is the one that moves: one that died is forgotten, and one that still runs finds another's note and stops. After that
    /// time nobody else copies; so a row that is slow there cannot come over a newer one.
    /// </summary>
    private async Task BeginAsync(OpenedVault from, MoveNote note, IReadOnlyDictionary<string, byte[]> header, Action<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        var before = header.GetValueOrDefault(MoveNote.Entry);
        if (!await from.Rows.ReplaceHeaderAsync(MoveNote.Entry, before, note.Write(), cancellationToken))
            throw new HubStartException("Another move has begun at this moment, or was given up. Let it end, or run this again.");
        // A rotation does the same the other way round, so that of the two at least one sees the other.
        if (KeyNotes.IsRotating(await live.ReadHeaderAsync(cancellationToken)))
        {
            await from.Rows.ReplaceHeaderAsync(MoveNote.Entry, note.Write(), before, cancellationToken);
            throw new HubStartException("Its master key is being rotated. Finish that first, with: vault rotate-key.");
        }
        if (before is null) return;
        progress?.Invoke(new MoveProgress("Waiting for the mover before, should it still run", 0));
        await Task.Delay(Patience, RealTime, cancellationToken);
    }

    /// <summary>It is marked as not whole before the first row is changed.</summary>
    private static async Task MarkAsync(OpenedVault to, IReadOnlyDictionary<string, byte[]> header, byte[] filling, CancellationToken cancellationToken)
    {
        var there = await to.Rows.ReadHeaderAsync(cancellationToken);
        if (!there[MoveNote.Entry].AsSpan().SequenceEqual(filling)) await to.Rows.ReplaceHeaderAsync(MoveNote.Entry, there[MoveNote.Entry], filling, cancellationToken);
        foreach (var (name, value) in header.Where(entry => VaultIdentity.IsEntry(entry.Key)))
            if (!there.ContainsKey(name)) await to.Rows.ReplaceHeaderAsync(name, null, value, cancellationToken);
        foreach (var (name, value) in there.Where(entry => VaultIdentity.IsEntry(entry.Key)))
            if (!header.ContainsKey(name)) await to.Rows.ReplaceHeaderAsync(name, value, null, cancellationToken); // a master key that was retired since
    }

    private static async Task SayAsync(OpenedVault from, MoveNote note, CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = await from.Rows.ReadHeaderAsync(cancellationToken);
            RequireOwn(MoveNote.Read(header), note);
            if (await from.Rows.ReplaceHeaderAsync(MoveNote.Entry, header[MoveNote.Entry], note.Write(), cancellationToken)) return;
        }
    }

    private static void RequireOwn(MoveNote? said, MoveNote own)
    {
        if (said?.IsOf(own) is not true)
            throw new HubStartException("This move was given up, or another one has taken over, while it ran. The hub goes on with what the vault's header says; run it again if nobody else moves it.");
    }
}
