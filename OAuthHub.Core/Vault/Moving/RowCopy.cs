using System.Collections.Concurrent;
using System.Security.Cryptography;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Moving;

/// <summary>
/// Copies rows from one vault to another, pass after pass, and remembers what it has copied, so that a later pass costs what has changed. Each
/// row that was written is read back, compared and opened.
/// </summary>
/// <param name="mayGoOn">Asked before each row; throws when it may not.</param>
internal sealed class RowCopy(OpenedVault from, OpenedVault to, Func<CancellationToken, ValueTask> mayGoOn)
{
    /// <summary>Rows under way at once: enough that writers share a flush, few enough for a backend behind a network.</summary>
    private const int AtOnce = 32;

    private readonly ConcurrentDictionary<RowId, UInt128> copied = new();

    /// <summary>Rows that do not open and were copied as they are: no worse there than here.</summary>
    public ConcurrentDictionary<RowId, VaultProblem> Problems { get; } = new();

    /// <summary>One pass over the old vault.</summary>
    /// <param name="done">Called after each row with how many were looked at.</param>
    /// <returns>How many rows were written or removed.</returns>
    public async Task<int> PassAsync(Action<int>? done, CancellationToken cancellationToken)
    {
        var (written, looked, there) = (0, 0, new ConcurrentDictionary<RowId, bool>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(from.Rows.ListAsync(whole: true, cancellationToken), options, async (row, token) =>
        {
            there[row.Id] = true;
            await mayGoOn(token);
            if (!(copied.TryGetValue(row.Id, out var known) && known == Digest(row)))
            {
                await Patiently.TryAsync(() => CopyAsync(row, token), token);
                copied[row.Id] = Digest(row);
                Interlocked.Increment(ref written);
            }
            done?.Invoke(Interlocked.Increment(ref looked));
        });
        await Parallel.ForEachAsync(to.Rows.ListAsync(whole: false, cancellationToken), options, async (row, token) =>
        {
            await mayGoOn(token);
            // What the old vault does not have (any more) has no place in the new one.
            if (there.ContainsKey(row.Id) || await from.Rows.ReadAsync(row.Id, token) is not null) return;
            await Patiently.TryAsync(async () => await to.Rows.ReadAsync(row.Id, token) is { } stray && await to.Rows.ReplaceAsync(row.Id, stray, null, token), token);
            copied.TryRemove(row.Id, out _);
            Interlocked.Increment(ref written);
        });
        return written;
    }

    /// <summary>Rows of the old vault that are not as they were copied.</summary>
    public async Task<IReadOnlyList<RowId>> ChangedAsync(CancellationToken cancellationToken)
    {
        var changed = new List<RowId>();
        await foreach (var row in from.Rows.ListAsync(whole: true, cancellationToken))
            if (!(copied.TryGetValue(row.Id, out var known) && known == Digest(row))) changed.Add(row.Id);
        return changed;
    }

    /// <summary>Removes every row of the old vault that is as it was copied.</summary>
    public async Task<int> EraseAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        await Parallel.ForEachAsync(from.Rows.ListAsync(whole: true, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, token) =>
        {
            if (copied.TryGetValue(row.Id, out var known) && known == Digest(row) && await Patiently.TryAsync(() => from.Rows.ReplaceAsync(row.Id, row, null, token), token)) Interlocked.Increment(ref erased);
        });
        return erased;
    }

    private async Task<bool> CopyAsync(SealedRow row, CancellationToken cancellationToken)
    {
        var next = Fit(row);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var there = await to.Rows.ReadAsync(row.Id, cancellationToken);
            if (there?.HasContentOf(row) is not true) await to.Rows.ReplaceAsync(row.Id, there, next, cancellationToken);
            if (await to.Rows.ReadAsync(row.Id, cancellationToken) is { } written && written.HasContentOf(row))
            {
                Verify(written);
                return true;
            }
        }
        throw new VaultUnavailableException($"A row was written to {to.Rows.Place} and is not there as it was written: somebody else writes there. Nothing of the old vault was changed.");
    }

    private SealedRow Fit(SealedRow row)
    {
        try
        {
            return from.Seals.Fit(row, to.Rows.KeepsProperties);
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return row with { Properties = null, Version = null }; // it can be moved, if not opened
        }
    }

    /// <summary>Opens what arrived, under the new vault's own identity.</summary>
    private void Verify(SealedRow row)
    {
        if (row.Record is null) return;
        try
        {
            to.Seals.Open(row.Id, row.Generation, row.Record);
        }
        catch (VaultIntegrityException failure)
        {
            Problems[row.Id] = failure.Problem;
        }
        catch (VaultKeyUnavailableException)
        {
            Problems[row.Id] = VaultProblem.KeyUnavailable;
        }
    }

    private static UInt128 Digest(SealedRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (var (value, blob) in ((long, byte[]?)[])[(row.Generation, row.Record), (row.Answer?.TokenGeneration ?? -1, row.Answer?.Blob)])
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, value);
            hash.AppendData(number);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, blob?.Length ?? -1);
            hash.AppendData(number);
            hash.AppendData(blob ?? []);
        }
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }
}
