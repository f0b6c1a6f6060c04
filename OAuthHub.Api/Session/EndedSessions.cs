using System.Collections.Immutable;
using System.Text.Json;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>
/// The sessions that were ended before their time. A session lives in its cookie alone, so without this a copy of the cookie would
/// outlive the sign-out. Kept in the vault, as hashes, for as long as the cookies could still be valid. Another process hears of it by an
/// event, and where that is lost, when what it remembers is to be confirmed (<see cref="MemoryTrust"/>).
/// </summary>
internal sealed class EndedSessions : IDisposable
{
    /// <summary>The subject of the event that sessions ended.</summary>
    public const string Changed = "sessions";

    private static readonly VaultName Name = new(VaultKind.Session, "ended");

    private readonly IVault vault;
    private readonly MemoryTrust trust;
    private readonly TimeProvider time;
    private readonly IChangeEvents changes;
    private readonly IDisposable subscription;
    private volatile Known? known;
    private volatile int heard;

    public EndedSessions(IVault vault, MemoryTrust trust, IChangeEvents changes, TimeProvider time)
    {
        (this.vault, this.trust, this.changes, this.time) = (vault, trust, changes, time);
        subscription = changes.Subscribe(change =>
        {
            if (change is { Subject: Changed, FromAnother: true }) Interlocked.Increment(ref heard);
        });
    }

    public ValueTask<bool> HasAsync(string sessionId, CancellationToken cancellationToken) => HasHashAsync(KnownSession.HashOf(sessionId), cancellationToken);

    /// <param name="hash">Of the session's id.</param>
    public async ValueTask<bool> HasHashAsync(string hash, CancellationToken cancellationToken)
    {
        var list = known;
        if (list is null || list.Heard != heard || !trust.Holds(list.ConfirmedAt)) list = await ReadAsync(list, cancellationToken);
        return list.Until.ContainsKey(hash);
    }

    /// <param name="user">Whose it is, who hears of it. Null: nobody looks.</param>
    public async Task EndAsync(string sessionId, CancellationToken cancellationToken, string? user = null)
    {
        await EndAsync([KnownSession.HashOf(sessionId)], cancellationToken);
        changes.Publish(new HubChange(Changed, "", user ?? "", "", "ended"));
    }

    /// <summary>Whoever calls this tells the others.</summary>
    /// <param name="hashes">Of the sessions' ids.</param>
    public async Task EndAsync(IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var list = await ReadAsync(null, cancellationToken);
            var now = time.GetUtcNow();
            var until = list.Until.RemoveRange(list.Until.Where(old => old.Value < now).Select(old => old.Key))
                .SetItems(hashes.Select(hash => KeyValuePair.Create(hash, now + SessionServiceCollectionExtensions.Lifetime)));
            var write = new VaultWrite(Name, list.Generation, new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(until));
            if (await vault.CommitAsync(new VaultCommit(write), cancellationToken) is not VaultWriteOutcome.Written(var generation)) continue;
            known = list with { Until = until, Generation = generation };
            return;
        }
    }

    public void Dispose() => subscription.Dispose();

    /// <param name="fallback">What is still to be believed while the vault cannot be read.</param>
    private async Task<Known> ReadAsync(Known? fallback, CancellationToken cancellationToken)
    {
        var (now, news) = (trust.Now(), heard); // before the look: what comes meanwhile is newer
        try
        {
            var record = await vault.ReadAsync(Name, cancellationToken);
            return known = record is null
                ? new Known(ImmutableDictionary<string, DateTimeOffset>.Empty, 0, now, news)
                : new Known(JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(record.Secret.Span)!.ToImmutableDictionary(StringComparer.Ordinal), record.Generation, now, news);
        }
        catch (VaultUnavailableException) when (fallback is not null)
        {
            return fallback;
        }
    }

    /// <param name="Until">By the hash of the session's id.</param>
    /// <param name="Heard">How many events had come when it was read.</param>
    private sealed record Known(ImmutableDictionary<string, DateTimeOffset> Until, long Generation, long ConfirmedAt, int Heard);
}
