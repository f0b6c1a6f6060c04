using System.Collections.Immutable;
using System.Text.Json;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>
/// The sessions that were ended before their time. A session lives in its cookie alone, so without this a copy of the cookie would
/// outlive the sign-out. Kept in the vault, as hashes, for as long as the cookies could still be valid; another process knows of it at
/// the latest when what it remembers is to be confirmed (<see cref="MemoryTrust"/>).
/// </summary>
internal sealed class EndedSessions(IVault vault, MemoryTrust trust, TimeProvider time)
{
    private static readonly VaultName Name = new(VaultKind.Session, "ended");

    private volatile Known? known;

    public async ValueTask<bool> HasAsync(string sessionId, CancellationToken cancellationToken)
    {
        var list = known;
        if (list is null || !trust.Holds(list.ConfirmedAt)) list = await ReadAsync(list, cancellationToken);
        return list.Until.ContainsKey(SecretFingerprint.Of(sessionId).ToString());
    }

    public async Task EndAsync(string sessionId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var list = await ReadAsync(null, cancellationToken);
            var now = time.GetUtcNow();
            var until = list.Until.RemoveRange(list.Until.Where(old => old.Value < now).Select(old => old.Key))
                .SetItem(SecretFingerprint.Of(sessionId).ToString(), now + SessionServiceCollectionExtensions.Lifetime);
            var write = new VaultWrite(Name, list.Generation, new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(until));
            if (await vault.CommitAsync(new VaultCommit(write), cancellationToken) is not VaultWriteOutcome.Written(var generation)) continue;
            known = new Known(until, generation, trust.Now());
            return;
        }
    }

    /// <param name="fallback">What is still to be believed while the vault cannot be read.</param>
    private async Task<Known> ReadAsync(Known? fallback, CancellationToken cancellationToken)
    {
        var now = trust.Now();
        try
        {
            var record = await vault.ReadAsync(Name, cancellationToken);
            return known = record is null
                ? new Known(ImmutableDictionary<string, DateTimeOffset>.Empty, 0, now)
                : new Known(JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(record.Secret.Span)!.ToImmutableDictionary(StringComparer.Ordinal), record.Generation, now);
        }
        catch (VaultUnavailableException) when (fallback is not null)
        {
            return fallback;
        }
    }

    /// <param name="Until">By the hash of the session's id.</param>
    private sealed record Known(ImmutableDictionary<string, DateTimeOffset> Until, long Generation, long ConfirmedAt);
}
