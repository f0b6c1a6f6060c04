using System.Text;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.MasterKeys;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Rotation;

/// <summary>
/// Replaces the master key while the hub serves: everything is sealed anew under the new one, at the same generations, so that no refresh
/// notices. Processes that run learn the key from the header (<see cref="KeyNotes"/>). It may be killed at any point and run again.
/// </summary>
public sealed class KeyRotation
{
    private const int AtOnce = 64; // writers share a flush

    private static readonly TimeProvider RealTime = TimeProvider.System; // other processes wait for it too

    private readonly LiveVault live;
    private readonly KeyRing keys;
    private readonly IMasterKeySource source;
    private readonly AnswerJournal localJournal;

    internal KeyRotation(LiveVault live, KeyRing keys, IMasterKeySource source, AnswerJournal localJournal) =>
        (this.live, this.keys, this.source, this.localJournal) = (live, keys, source, localJournal);

    /// <summary>Where the master keys are kept.</summary>
    public string Place => source.Place;

    /// <summary>True when this writes the new key where the keys are kept; false when the operator does.</summary>
    public bool WritesKeys => source.CanWrite;

    /// <summary>How long processes are given to see what the header says.</summary>
    public TimeSpan Patience { get; init; } = HeaderWatch.KnownWithin;

    /// <summary>The key to rotate to: of a rotation that was begun, its own; else the given one; else a new one.</summary>
    /// <exception cref="HubStartException">There is none, or another one than was begun with.</exception>
    public async Task<MasterKey> ChooseAsync(MasterKey? given, CancellationToken cancellationToken)
    {
        // The old vault stays under the old key: who is started with the new one alone could not read the note there.
        if (live.Former is not null) throw new HubStartException($"The vault was moved, and is found by the note in the old one, which a new master key does not open. Set OAuthHub:Vault:Backend to {live.Current.Backend} here and for every process first. Nothing was changed.");
        var header = await live.ReadHeaderAsync(cancellationToken); // which takes the keys into the ring
        if (Begun(header) is { } begun)
        {
            if (given is not null && given.Id != begun) throw OtherBegan(begun);
            return keys.Find(begun) ?? throw new HubStartException($"A rotation to the key {begun} was begun with a key that is not configured here. Configure the key that it began with, and run it again.");
        }
        if (given is not null && VaultIdentity.KeyIdsOf(header) is [var only] && only == given.Id) throw new HubStartException("The new key is the one in use. Give another, such as the output of: openssl rand -base64 32. Nothing was changed.");
        if (given is not null && VaultIdentity.IsRetired(header, given.Id)) throw new HubStartException("The new key was in use before, and was retired. Give another, such as the output of: openssl rand -base64 32. Nothing was changed.");
        if (given is not null) return given;
        if (VaultIdentity.KeyIdsOf(header).Count > 1) return keys.Newest; // configured before the old one by hand
        return WritesKeys ? MasterKey.Generate() : throw new HubStartException($"{Place} cannot be written by the hub. Say where the new key is, or is to be made: vault rotate-key --new-key-file /run/secrets/new-master-key");
    }

    /// <summary>Seals everything under the new key. Both keys are good until <see cref="FinishAsync"/>.</summary>
    /// <param name="next">The new key; as <see cref="ChooseAsync"/> has given it.</param>
    /// <exception cref="HubStartException">It cannot be rotated now; the message says why.</exception>
    /// <exception cref="VaultUnavailableException">The vault cannot be used now. Run it again.</exception>
    public async Task<RotationReport> RunAsync(MasterKey next, Action<RotationProgress>? progress, CancellationToken cancellationToken)
    {
        var header = await live.ReadHeaderAsync(cancellationToken);
        if (MoveNote.Read(header) is not null) throw IsMoving();
        if (live.IsRestoredCopy) throw new HubStartException("The vault was put back from a backup and no hub has looked at it yet. Start the hub once, and then rotate.");
        var (rows, seals) = (live.Current.Rows, live.Current.Seals);
        // Before anything is sealed with it: a key that only this process knew could be lost with it.
        if (WritesKeys && (await source.LoadAsync(cancellationToken)) is var kept && !kept.Has(next.Id)) await source.WriteAsync([.. kept.All, next], cancellationToken);

        await BeginAsync(rows, next.Id, cancellationToken);

        // 1. and 2. are done already where the new key is configured everywhere, before the old one.
        // No more either where its end was cut short: the old key opens nothing there, and need not be known any more.
        if (KeyNotes.PairOf(header) is { Old: var old } ? header.ContainsKey(VaultIdentity.EntryOf(old)) : keys.Newest.Id != next.Id) await TellAsync(header, rows, seals, next, progress, cancellationToken);

        // 3. What dead processes left beside the vault comes in; then every row, until a pass finds none of another key.
        await localJournal.RecoverAsync(cancellationToken);
        var (resealed, left) = (0, new SortedSet<string>(StringComparer.Ordinal));
        for (var pass = 1; ; pass++)
        {
            if (keys.Newest.Id != next.Id) throw OtherBegan(keys.Newest.Id); // sealing on would never end
            left.Clear(); // of the last pass: what somebody has written anew meanwhile opens
            var (changed, missed) = await PassAsync(rows, seals, next.Id, pass, left, progress, cancellationToken);
            resealed += changed;
            if (changed == 0 && missed == 0) break;
        }
        return new RotationReport(next.Id, resealed, [.. left]);
    }

    /// <summary>Ends the rotation: the old key opens nothing any more. A process that is started with the old key alone refuses to start.</summary>
    /// <returns>The ids of the keys that are retired; none when there is nothing to finish.</returns>
    /// <exception cref="HubStartException">Some rows are still sealed with an old key.</exception>
    public async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken)
    {
        var header = await live.ReadHeaderAsync(cancellationToken);
        var (rows, next) = (live.Current.Rows, KeyNotes.NextOf(header) ?? keys.Newest.Id);
        var retired = VaultIdentity.KeyIdsOf(header).Where(id => !string.Equals(id, next, StringComparison.Ordinal)).ToList();
        if (retired.Count == 0 && !KeyNotes.IsRotating(header)) return [];
        await foreach (var row in rows.ListAsync(whole: true, cancellationToken))
            if (!RecordSeals.IsUnder(next, row)) throw new HubStartException("Some records are still sealed with another key than the new one. Run `vault rotate-key` again before you finish; those that do not open are listed by `vault check`.");
        if (keys.Find(next) is not { } key) throw new HubStartException($"The new key {next} is not configured here. Configure the key that the rotation was begun with, and run it again.");
        if (live.Current.Vault is EncryptedFileVault file) file.SealWitnessAnew(next);
        if (WritesKeys) await source.WriteAsync([key], cancellationToken);
        else if ((await source.LoadAsync(cancellationToken)).Newest.Id != next)
            throw new HubStartException($"{Place} does not have the new key {next} first, so a hub that is started again would not open the vault. Set it for every process, start them again, and finish then: vault rotate-key --finish.");
        foreach (var id in retired)
            if (!header.ContainsKey(VaultIdentity.RetiredEntryOf(id))) await rows.ReplaceHeaderAsync(VaultIdentity.RetiredEntryOf(id), null, [1], cancellationToken);
        // In this order: whoever starts in between with the old key alone learns the new one, or is refused; and what died in between ends as it began.
        var going = retired.Select(VaultIdentity.EntryOf).Concat(header.Keys.Where(KeyNotes.IsEntry).OrderBy(name => name is KeyNotes.Rotation ? 2 : name is KeyNotes.SealingKey ? 1 : 0));
        foreach (var name in going) await rows.ReplaceHeaderAsync(name, header[name], null, cancellationToken);
        await rows.TidyAsync(cancellationToken);
        return retired;
    }

    /// <summary>The id of the key that a rotation was begun with, if anybody can have sealed with it.</summary>
    private string? Begun(IReadOnlyDictionary<string, byte[]> header) => KeyNotes.NextOf(header) is { } id && (KeyNotes.IsTold(header) || keys.Has(id)) ? id : null;

    /// <summary>Of rotations that begin at once one goes on, and neither beside a move.</summary>
    private async Task BeginAsync(IRecordStore rows, string keyId, CancellationToken cancellationToken)
    {
        var header = await rows.ReadHeaderAsync(cancellationToken);
        if (Begun(header) is { } begun && begun != keyId) throw OtherBegan(begun);
        var (there, mine) = (header.GetValueOrDefault(KeyNotes.Rotation), Encoding.ASCII.GetBytes(keyId));
        if (there is not null && there.AsSpan().SequenceEqual(mine)) return;
        if (!await rows.ReplaceHeaderAsync(KeyNotes.Rotation, there, mine, cancellationToken)) throw new HubStartException("Another rotation has begun at this moment. Let it end, or run this again to go on with it.");
        // A move, and the rotation that this one took for dead, do the same the other way round, so that of the two at least one sees the other.
        var now = await rows.ReadHeaderAsync(cancellationToken);
        if (KeyNotes.IsTold(now) && !KeyNotes.IsTold(header))
        {
            await rows.ReplaceHeaderAsync(KeyNotes.Rotation, mine, there, cancellationToken);
            throw new HubStartException("Another rotation has begun at this moment. Let it end, or run this again to go on with it.");
        }
        if (MoveNote.Read(now) is not null)
        {
            await rows.ReplaceHeaderAsync(KeyNotes.Rotation, mine, null, cancellationToken);
            throw IsMoving();
        }
        // Of a rotation whose end was cut short.
        if (!KeyNotes.IsTold(header) && header.GetValueOrDefault(KeyNotes.SealingKey) is { } stale) await rows.ReplaceHeaderAsync(KeyNotes.SealingKey, stale, null, cancellationToken);
    }

    private static HubStartException OtherBegan(string keyId) => new($"A rotation to the key {keyId} was begun. Finish it with that key first: vault rotate-key.");

    private static HubStartException IsMoving() => new("The vault is being moved. Finish that with `vault move --to …`, or give it up with `vault move --cancel`, and rotate then. Nothing was changed.");

    private async Task TellAsync(IReadOnlyDictionary<string, byte[]> header, IRecordStore rows, RecordSeals seals, MasterKey next, Action<RotationProgress>? progress, CancellationToken cancellationToken)
    {
        // 1. Each key sealed under the other, so that whoever has one has both; and time for every process to see that.
        var old = KeyNotes.PairOf(header) is var (older, _) ? keys.Find(older) : keys.Newest;
        if (old is null) throw new HubStartException("A rotation was begun with a key that is not configured here. Configure the key that it began with, and run it again.");
        progress?.Invoke(new RotationProgress("Telling the processes", 0));
        await PutAsync(rows, KeyNotes.EntryOf(next.Id, old.Id), () => KeyNotes.Seal(next, old, live.DeploymentId), cancellationToken);
        await PutAsync(rows, KeyNotes.EntryOf(old.Id, next.Id), () => KeyNotes.Seal(old, next, live.DeploymentId), cancellationToken);
        await RequireOwnAsync(rows, next.Id, old.Id, cancellationToken);
        await Task.Delay(Patience, RealTime, cancellationToken);

        // 2. All of them seal with the new one from now on.
        await live.ReadHeaderAsync(cancellationToken);
        await SetAsync(rows, KeyNotes.SealingKey, Encoding.ASCII.GetBytes(next.Id), cancellationToken);
        await live.ReadHeaderAsync(cancellationToken);
        await PutAsync(rows, VaultIdentity.EntryOf(next.Id), () => seals.Identity.SealNameKey(keys), cancellationToken);
        await Task.Delay(Patience, RealTime, cancellationToken);
    }

    /// <summary>While nobody was told of it, another could take this rotation for one that died. Nothing is sealed with its key yet, so it withdraws.</summary>
    private static async Task RequireOwnAsync(IRecordStore rows, string keyId, string oldKeyId, CancellationToken cancellationToken)
    {
        var header = await rows.ReadHeaderAsync(cancellationToken);
        if (header.GetValueOrDefault(KeyNotes.Rotation).AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(keyId))) return;
        foreach (var name in (string[])[KeyNotes.EntryOf(keyId, oldKeyId), KeyNotes.EntryOf(oldKeyId, keyId)])
            if (header.GetValueOrDefault(name) is { } value) await rows.ReplaceHeaderAsync(name, value, null, cancellationToken);
        throw new HubStartException("Another rotation has begun at this moment. Let it end, or run this again to go on with it.");
    }

    private static async Task<(int Changed, int Missed)> PassAsync(
        IRecordStore rows, RecordSeals seals, string keyId, int pass, SortedSet<string> left, Action<RotationProgress>? progress, CancellationToken cancellationToken)
    {
        var (looked, changed, missed) = (0, 0, 0);
        await Parallel.ForEachAsync(rows.ListAsync(whole: true, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, token) =>
        {
            progress?.Invoke(new RotationProgress(pass == 1 ? "Sealing anew" : $"Looking again, pass {pass}", Interlocked.Increment(ref looked)));
            if (RecordSeals.IsUnder(keyId, row)) return;
            try
            {
                // One that was written meanwhile is found by the next pass, most likely under the new key already.
                if (await Patiently.TryAsync(() => rows.ReplaceAsync(row.Id, row, seals.Reseal(row, rows.KeepsProperties), token), token)) Interlocked.Increment(ref changed);
                else Interlocked.Increment(ref missed);
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                lock (left) left.Add(row.Id.ToString());
            }
        });
        return (changed, missed);
    }

    /// <summary>Writes an entry that is not there yet.</summary>
    private static async Task PutAsync(IRecordStore rows, string name, Func<byte[]> value, CancellationToken cancellationToken)
    {
        if (!(await rows.ReadHeaderAsync(cancellationToken)).ContainsKey(name)) await rows.ReplaceHeaderAsync(name, null, value(), cancellationToken);
    }

    private static async Task SetAsync(IRecordStore rows, string name, byte[] value, CancellationToken cancellationToken)
    {
        while (!await rows.ReplaceHeaderAsync(name, (await rows.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(name), value, cancellationToken)) { }
    }
}
