using OAuthHub.Core.Coordination;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>
/// The one way to connections: the vault behind, the index and a cache of live access tokens in front. Every write goes
/// through <see cref="SaveAsync"/>, which keeps vault, index, cache, due queue and listeners in step. What other processes write is
/// heard of by their events, and at the latest found when what memory holds is to be confirmed (<see cref="MemoryTrust"/>).
/// </summary>
public sealed class ConnectionStore
{
    /// <summary>Connections whose access token is kept opened in memory; beyond that the vault is read again.</summary>
    private const int CacheLimit = 50_000;

    /// <summary>How soon the worker looks at a new connection whose writer died before it could say when it is due.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(2);

    private readonly IVault vault;
    private readonly ConnectionIndex index;
    private readonly IDueQueue due;
    private readonly ISharedIndex shared;
    private readonly IChangeEvents changes;
    private readonly MemoryTrust trust;
    private readonly VaultOutage outage;
    private readonly TimeProvider time;
    private readonly LiveTokens cache = new(CacheLimit);

    public ConnectionStore(IVault vault, ConnectionIndex index, IDueQueue due, ISharedIndex shared, IChangeEvents changes, MemoryTrust trust, VaultOutage outage, TimeProvider time)
    {
        (this.vault, this.index, this.due, this.shared, this.changes, this.trust, this.outage, this.time) = (vault, index, due, shared, changes, trust, outage, time);
        changes.Subscribe(OnChange);
    }

    public ConnectionIndex Index => index;

    /// <summary>
    /// The connection without its refresh token, from memory when it is there and may be trusted: then a read touches neither vault
    /// nor cipher. Null: there is none.
    /// </summary>
    public async ValueTask<Connection?> GetAsync(string id, CancellationToken cancellationToken)
    {
        var cached = cache.Find(id);
        if (cached is not null && trust.Holds(cached.ConfirmedAt)) return cached.Connection;
        try
        {
            if (await ReadAsync(id, cancellationToken) is not { } stored) return null;
            // Tokens that could not be stored yet are newer than what the vault has.
            return cache.Find(id) is { } newer && newer.Generation > stored.Generation ? newer.Connection : stored.Connection;
        }
        catch (VaultUnavailableException failure) when (cached is not null)
        {
            outage.Failed(failure);
            return cached.Connection; // while nobody can write, nobody has written
        }
    }

    /// <summary>The same of one that was found a moment ago.</summary>
    public ValueTask<Connection?> GetAsync(ConnectionSummary found, CancellationToken cancellationToken) =>
        FindTrusted(found) is { } cached ? new(cached.Connection) : GetAsync(found.Id, cancellationToken);

    /// <summary>What memory holds of it. Null: nothing, or nothing that may be served unasked.</summary>
    internal Cached? FindTrusted(ConnectionSummary found) => cache.Find(found) is { } cached && trust.Holds(cached.ConfirmedAt) ? cached : null;

    /// <summary>The connection as the vault has it now, with the generation to write it back with. One that does not verify is set aside.</summary>
    public async ValueTask<Stored?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var now = trust.Now();
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
        Remember(stored, now);
        return stored;
    }

    /// <summary>
    /// Writes the connection if the vault still has the expected generation (0: none), together with a journal entry if given.
    /// Null: somebody else wrote first; the journal entry is kept all the same.
    /// Listeners are told <paramref name="what"/> changed; null tells nobody.
    /// </summary>
    public async Task<Stored?> SaveAsync(Connection connection, long expected, string? what, CancellationToken cancellationToken, JournalEntry? journal = null)
    {
        if (expected == 0) await ExpectAsync(connection);
        var before = index.Find(connection.Id); // whoever reads the record once it is written puts the new one there
        var write = new VaultWrite(ConnectionCodec.Name(connection.Id), expected, ConnectionCodec.Properties(connection), ConnectionCodec.Write(connection));
        if (await CommitAsync(new VaultCommit(write, journal), connection.PlatformId, cancellationToken) is not VaultWriteOutcome.Written(var generation)) return null;
        var stored = new Stored(connection, generation);
        await AnnounceAsync(stored, what, before);
        return stored;
    }

    /// <summary>Brings index, cache, due queue and listeners in step with what was written, also when the vault had not said that it was.</summary>
    public Task AnnounceAsync(Stored stored, string? what) => AnnounceAsync(stored, what, index.Find(stored.Connection.Id));

    private async Task AnnounceAsync(Stored stored, string? what, ConnectionSummary? before)
    {
        var connection = stored.Connection;
        Remember(stored, trust.Now());
        await due.ScheduleAsync(connection.PlatformId, connection.Id, connection.DueAt, CancellationToken.None);
        if (connection.State is ConnectionState.Revoking or ConnectionState.Revoked)
        {
            await due.ScheduleAsync(DueQueues.Ending, connection.Id, connection.State is ConnectionState.Revoking ? connection.NextAttemptAt ?? time.GetUtcNow() : null, CancellationToken.None);
            await DisownAsync(connection.User, connection.Id);
        }
        if (what is not null) Publish(connection, what, before);
    }

    /// <summary>Takes over what the vault's listing says, where it is newer than what memory holds.</summary>
    public async Task LearnAsync(ConnectionSummary summary, CancellationToken cancellationToken)
    {
        // Tokens that could not be stored yet are newer, and stay.
        if (cache.Find(summary.Id) is { } cached && cached.Generation < summary.Generation) cache.Remove(summary.Id);
        index.Put(summary);
        await due.ScheduleAsync(summary.PlatformId, summary.Id, summary.DueAt, cancellationToken);
        changes.Publish(new HubChange("connection", summary.Id, summary.User, summary.PlatformId, "state", summary.TokenGeneration));
    }

    /// <summary>Serves these tokens from memory although the vault could not be written yet.</summary>
    public void ServeUnsaved(Connection connection, long expected, bool announce)
    {
        var before = index.Find(connection.Id);
        Remember(new Stored(connection, expected + 1), trust.Now());
        if (announce) Publish(connection, "refreshed", before);
    }

    /// <summary>Sets a connection aside whose record does not open: it is shown, but not served and not refreshed.</summary>
    private async Task SetAsideAsync(string id, string reason)
    {
        cache.Remove(id);
        if (index.Find(id) is not { } summary) return;
        index.Put(summary with { State = ConnectionState.Quarantined, Reason = reason, DueAt = null });
        await due.ScheduleAsync(summary.PlatformId, id, null, CancellationToken.None);
        changes.Publish(new HubChange("connection", id, summary.User, summary.PlatformId, "state", summary.TokenGeneration));
    }

    /// <summary>Removes a tombstone for good.</summary>
    public async Task<bool> DeleteAsync(string id, long expected, CancellationToken cancellationToken)
    {
        if (!await vault.DeleteAsync(ConnectionCodec.Name(id), expected, cancellationToken)) return false;
        if (index.Find(id) is { } gone)
        {
            await due.ScheduleAsync(gone.PlatformId, id, null, CancellationToken.None);
            await DisownAsync(gone.User, id);
        }
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
    public void Invalidate(string id) => cache.Remove(id);

    private void Publish(Connection connection, string what, ConnectionSummary? before) =>
        changes.Publish(new HubChange("connection", connection.Id, connection.User, connection.PlatformId, what, connection.TokenGeneration, HubTraces.TraceParent) { News = ConnectionNews.Of(before, connection) });

    private async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, string platform, CancellationToken cancellationToken)
    {
        using var span = HubTraces.Vault(TelemetryNames.VaultCommitSpan, platform);
        var outcome = await vault.CommitAsync(commit, cancellationToken);
        outage.Worked();
        span.Done(outcome is VaultWriteOutcome.Written ? "written" : "conflict");
        return outcome;
    }

    /// <summary>
    /// Before the first write of a connection: the others must hear of it even if this process dies with the write. An id without a
    /// record harms nobody.
    /// </summary>
    private async Task ExpectAsync(Connection connection)
    {
        if (trust.IsUnlimited) return;
        try
        {
            await shared.AddAsync([new IndexEntry(connection.Id, connection.User, connection.PlatformId, time.GetUtcNow() + FirstLook)], isShared: false, CancellationToken.None);
        }
        catch (CoordinationUnavailableException)
        {
            // The person's account comes first. What is missing in the index is found by the daily reconciliation.
        }
    }

    private async Task DisownAsync(string user, string id)
    {
        try
        {
            await shared.RemoveAsync(user, id, CancellationToken.None);
        }
        catch (CoordinationUnavailableException)
        {
            // An id without a record harms nobody.
        }
    }

    /// <summary>Another process wrote: what memory holds of it is old.</summary>
    private void OnChange(HubChange change)
    {
        if (change is { FromAnother: true, Subject: "connection" }) Invalidate(change.Id);
    }

    private void Remember(Stored stored, long confirmedAt)
    {
        var (connection, generation) = stored;
        index.Put(ConnectionSummary.Of(connection, generation));
        if (connection.State is ConnectionState.Revoked)
        {
            cache.Remove(connection.Id);
            return;
        }
        // A refresh token has no business in a cache: only the refresher needs it, and it reads the vault.
        var light = connection with { Tokens = connection.Tokens is { } tokens ? tokens with { RefreshToken = null, Others = WithoutRefreshTokens(tokens) } : null };
        cache.Put(connection.Id, new Cached(light, generation, confirmedAt));
    }

    private void Forget(string id)
    {
        cache.Remove(id);
        index.Remove(id);
    }

    private static IReadOnlyDictionary<string, OtherTokenPair> WithoutRefreshTokens(TokenPair tokens) =>
        tokens.Others.Count == 0 ? tokens.Others : tokens.Others.ToDictionary(other => other.Key, other => other.Value with { RefreshToken = null });
}

/// <summary>A connection and the vault generation it was read or written at.</summary>
public sealed record Stored(Connection Connection, long Generation);
