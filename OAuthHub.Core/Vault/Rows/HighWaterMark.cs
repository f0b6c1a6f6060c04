using System.Buffers.Binary;
using System.Globalization;

namespace OAuthHub.Core.Vault.Rows;

/// <summary>
/// A number in the vault's header that rises once a minute while the vault is written, and its highest value in a file of this host.
/// A vault whose number is below what was seen was put back from a backup: its refresh tokens are old, and must not be used.
/// </summary>
/// <remarks>
/// Not with every write: that would double them, and a backend that takes 300 in ten seconds has none to spare. A copy less than a minute old may
/// pass; one that somebody made and put back does not.
/// </remarks>
internal sealed class HighWaterMark : IAsyncDisposable
{
    /// <summary>The header entry: 8 bytes, big endian.</summary>
    public const string Entry = "mark";

    /// <summary>The header entry that says that these rows were put back on purpose and not looked at yet.</summary>
    public const string RestoredEntry = "restored";

    private static readonly TimeSpan RiseEvery = TimeSpan.FromMinutes(1);

    private readonly IRecordStore store;
    private readonly string path;
    private readonly string deploymentId;
    private readonly TimeProvider time;
    private long? roseAt;
    private int rising;
    private Task rise = Task.CompletedTask;

    private HighWaterMark(IRecordStore store, string path, string deploymentId, TimeProvider time) =>
        (this.store, this.path, this.deploymentId, this.time) = (store, path, deploymentId, time);

    public bool IsRestoredCopy { get; private set; }

    public static async Task<HighWaterMark> OpenAsync(IRecordStore store, HubPaths paths, string deploymentId, TimeProvider time, CancellationToken cancellationToken)
    {
        PrivateFile.CreateDirectory(paths.DataDirectory);
        var mark = new HighWaterMark(store, paths.MarkFile, deploymentId, time);
        var header = await store.ReadHeaderAsync(cancellationToken);
        mark.IsRestoredCopy = header.ContainsKey(RestoredEntry) || Value(header) < mark.Seen();
        return mark;
    }

    /// <summary>Something was written. Returns at once: the number rises behind it.</summary>
    public void Wrote()
    {
        if (IsRestoredCopy || (roseAt is { } at && time.GetElapsedTime(at) < RiseEvery) || Interlocked.Exchange(ref rising, 1) == 1) return;
        roseAt = time.GetTimestamp();
        rise = Task.Run(async () =>
        {
            try
            {
                await RaiseAsync(above: 0, CancellationToken.None);
            }
            catch (Exception failure) when (failure is VaultUnavailableException or IOException or HubStartException)
            {
                // It knows less by a minute. The trouble itself shows at the vault.
            }
            finally
            {
                Volatile.Write(ref rising, 0);
            }
        });
    }

    /// <summary>What is stored now counts as seen, on this host and on all others: the number rises above what any of them can have seen.</summary>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        if (!IsRestoredCopy) return;
        // Another host has seen at most as many minutes more as this one was behind.
        await RaiseAsync(Seen() + (long)TimeSpan.FromDays(1).TotalMinutes, cancellationToken);
        if ((await store.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(RestoredEntry) is { } flag) await store.ReplaceHeaderAsync(RestoredEntry, flag, null, cancellationToken);
        IsRestoredCopy = false;
    }

    /// <summary>For a vault that is moved here: the number must not fall, whatever was here or seen here before.</summary>
    /// <param name="header">The old vault's.</param>
    public async Task TakeOverAsync(IReadOnlyDictionary<string, byte[]> header, CancellationToken cancellationToken)
    {
        await RaiseAsync(Math.Max(Value(header), Seen()), cancellationToken);
        IsRestoredCopy = false;
    }

    public async ValueTask DisposeAsync() => await rise;

    private async Task RaiseAsync(long above, CancellationToken cancellationToken)
    {
        while (true)
        {
            var header = await store.ReadHeaderAsync(cancellationToken);
            var next = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(next, Math.Max(Value(header), above) + 1);
            if (!await store.ReplaceHeaderAsync(Entry, header.GetValueOrDefault(Entry), next, cancellationToken)) continue;
            Saw(BinaryPrimitives.ReadInt64BigEndian(next));
            return;
        }
    }

    private static long Value(IReadOnlyDictionary<string, byte[]> header) =>
        header.GetValueOrDefault(Entry) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;

    private long Seen() =>
        PrivateFile.Read(path, "file of the highest mark")?.Split(' ') is [var deployment, var number] && string.Equals(deployment, deploymentId, StringComparison.Ordinal) &&
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private void Saw(long value)
    {
        if (value > Seen()) PrivateFile.Write(path, $"{deploymentId} {value.ToString(CultureInfo.InvariantCulture)}");
    }
}
