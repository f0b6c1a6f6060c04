using System.Collections.Concurrent;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>
/// The one way to connections: the vault behind, the index and a cache of live access tokens in front. Every write goes
/// through <see cref="SaveAsync"/>, which keeps vault, index, cache, due queue and listeners in step.
/// </summary>
public sealed class ConnectionStore(IVault vault, ConnectionIndex index, IDueQueue due, IChangeEvents changes)
{
    /// <summary>Connections whose access token is kept opened in memory; beyond that the vault is read again.</summary>
    private const int CacheLimit = 50_000;

    private readonly ConcurrentDictionary<string, Stored> cache = new();

    public ConnectionIndex Index => index;

    /// <summary>Fills index and due queue from the vault's listing. Safe at any time; costs one pass over the vault.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (ConnectionSummary.Of(entry) is not { } summary) continue;
            index.Put(summary);
            await due.ScheduleAsync(summary.PlatformId, summary.Id, summary.State is ConnectionState.Revoked ? null : summary.DueAt, cancellationToken);
        }
    }

    /// <summary>
    /// The connection without its refresh token, from memory when it is there: a warm read touches neither vault nor cipher.
    /// Null: there is none.
    /// </summary>
    public async ValueTask<Connection?> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(id, out var cached)) return cached.Connection;
        return (await ReadAsync(id, cancellationToken))?.Connection;
    }

    /// <summary>The connection as the vault has it now, with the generation to write it back with. One that does not verify is set aside.</summary>
    public async ValueTask<Stored?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        VaultRecord? record;
        try
        {
            using var span = HubTraces.Vault(TelemetryNames.VaultReadSpan, index.Find(id)?.PlatformId);
            record = await vault.ReadAsync(ConnectionCodec.Name(id), cancellationToken);
            span.Done(record is null ? "missing" : "read");
        }
        catch (VaultIntegrityException)
        {
            await SetAsideAsync(id, ConnectionReason.Integrity);
            throw;
        }
        if (record is null)
        {
            Forget(id);
            return null;
        }
        var stored = new Stored(ConnectionCodec.Read(record.Secret), record.Generation);
        Remember(stored);
        return stored;
    }

    /// <summary>
    /// Writes the connection if the vault still has the expected generation (0: none), together with a journal entry if given.
    /// Null: somebody else wrote first; the journal entry is kept all the same.
    /// Listeners are told <paramref name="what"/> changed; null tells nobody.
    /// </summary>
    public async Task<Stored?> SaveAsync(Connection connection, long expected, string? what, CancellationToken cancellationToken, JournalEntry? journal = null)
    {
        var write = new VaultWrite(ConnectionCodec.Name(connection.Id), expected, ConnectionCodec.Properties(connection), ConnectionCodec.Write(connection));
        if (await CommitAsync(new VaultCommit(write, journal), connection.PlatformId, cancellationToken) is not VaultWriteOutcome.Written(var generation)) return null;
        var stored = new Stored(connection, generation);
        await AnnounceAsync(stored, what);
        return stored;
    }

    /// <summary>Brings index, cache, due queue and listeners in step with what was written, also when the vault had not said that it was.</summary>
    public async Task AnnounceAsync(Stored stored, string? what)
    {
        var connection = stored.Connection;
        Remember(stored);
        await due.ScheduleAsync(connection.PlatformId, connection.Id, connection.DueAt, CancellationToken.None);
        if (what is not null) Publish(connection, what);
    }

    /// <summary>Serves these tokens from memory although the vault could not be written yet.</summary>
    public void ServeUnsaved(Connection connection, long expected, bool announce)
    {
        Remember(new Stored(connection, expected + 1));
        if (announce) Publish(connection, "refreshed");
    }

    /// <summary>Sets a connection aside whose record does not open: it is shown, but not served and not refreshed.</summary>
    private async Task SetAsideAsync(string id, string reason)
    {
        cache.TryRemove(id, out _);
        if (index.Find(id) is not { } summary) return;
        index.Put(summary with { State = ConnectionState.Quarantined, Reason = reason, DueAt = null });
        await due.ScheduleAsync(summary.PlatformId, id, null, CancellationToken.None);
        changes.Publish(new HubChange("connection", id, summary.User, summary.PlatformId, "state", summary.TokenGeneration));
    }

    /// <summary>Removes a tombstone for good.</summary>
    public async Task<bool> DeleteAsync(string id, long expected, CancellationToken cancellationToken)
    {
        if (!await vault.DeleteAsync(ConnectionCodec.Name(id), expected, cancellationToken)) return false;
        Forget(id);
        return true;
    }

    public ValueTask<JournalEntry?> ReadJournalAsync(string id, CancellationToken cancellationToken) =>
        vault.ReadJournalAsync(ConnectionCodec.Name(id), cancellationToken);

    /// <summary>Keeps an answer without touching the record.</summary>
    public Task KeepAnswerAsync(JournalEntry entry, CancellationToken cancellationToken) =>
        vault.CommitAsync(new VaultCommit(null, entry), cancellationToken);

    public static JournalEntry Journal(string id, long tokenGeneration, byte[] answer) => new(ConnectionCodec.Name(id), tokenGeneration, answer);

    /// <summary>Drops what memory knows of it, so that the next read asks the vault.</summary>
    public void Invalidate(string id) => cache.TryRemove(id, out _);

    private void Publish(Connection connection, string what) =>
        changes.Publish(new HubChange("connection", connection.Id, connection.User, connection.PlatformId, what, connection.TokenGeneration, HubTraces.TraceParent));

    private async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, string platform, CancellationToken cancellationToken)
    {
        using var span = HubTraces.Vault(TelemetryNames.VaultCommitSpan, platform);
        var outcome = await vault.CommitAsync(commit, cancellationToken);
        span.Done(outcome is VaultWriteOutcome.Written ? "written" : "conflict");
        return outcome;
    }

    private void Remember(Stored stored)
    {
        var (connection, generation) = stored;
        index.Put(ConnectionSummary.Of(connection, generation));
        if (connection.State is ConnectionState.Revoked)
        {
            cache.TryRemove(connection.Id, out _);
            return;
        }
        // A refresh token has no business in a cache: only the refresher needs it, and it reads the vault.
        var light = new Stored(connection with { Tokens = connection.Tokens is { } tokens ? tokens with { RefreshToken = null, Others = WithoutRefreshTokens(tokens) } : null }, generation);
        if (cache.Count >= CacheLimit && !cache.ContainsKey(connection.Id)) return;
        cache.AddOrUpdate(connection.Id, light, (_, old) => old.Generation > generation ? old : light);
    }

    private void Forget(string id)
    {
        cache.TryRemove(id, out _);
        index.Remove(id);
    }

    private static IReadOnlyDictionary<string, OtherTokenPair> WithoutRefreshTokens(TokenPair tokens) =>
        tokens.Others.Count == 0 ? tokens.Others : tokens.Others.ToDictionary(other => other.Key, other => other.Value with { RefreshToken = null });
}

/// <summary>A connection and the vault generation it was read or written at.</summary>
public sealed record Stored(Connection Connection, long Generation);
