using System.Collections.Concurrent;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>Remembers when each session was last seen, and writes it to the vault now and then: a request must not cost a write.</summary>
internal sealed class SessionUse(SessionRecords records, EndedSessions ended, TimeProvider time) : BackgroundService
{
    /// <summary>How old the written time of a session in use may be.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    /// <summary>As this process saw them last.</summary>
    public IEnumerable<UserSession> All => seen.Values.Select(one => new UserSession(one.User, one.Session));

    public void Note(string user, KnownSession session) => seen.AddOrUpdate(session.Hash, _ => new Seen(user, session, null), (_, before) => before with { Session = session with { CreatedAt = before.Session.CreatedAt } });

    /// <summary>A session that has just begun: it is written at once, so that every process can list it.</summary>
    public async Task BeginAsync(string user, KnownSession session, CancellationToken cancellationToken)
    {
        Note(user, session);
        await WriteAsync(session.Hash, cancellationToken);
    }

    /// <summary>Writes what is older than it may be.</summary>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        foreach (var (hash, one) in seen)
        {
            if (one.Session.IsOver(time.GetUtcNow())) seen.TryRemove(hash, out _);
            else if ((one.WrittenAt is not { } at || one.Session.LastSeenAt - at >= Precision) && !await WriteAsync(hash, cancellationToken)) return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAllAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }

    /// <returns>False: not now; it is shown late, and written when the vault works again.</returns>
    private async Task<bool> WriteAsync(string hash, CancellationToken cancellationToken)
    {
        if (!seen.TryGetValue(hash, out var one)) return true;
        try
        {
            if (await ended.HasHashAsync(hash, cancellationToken))
            {
                seen.TryRemove(hash, out _);
                return true;
            }
            await records.NoteAsync(one.User, one.Session, cancellationToken);
            seen.AddOrUpdate(hash, one, (_, now) => now with { WrittenAt = one.Session.LastSeenAt });
            return true;
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            return false;
        }
    }

    /// <param name="WrittenAt">Which time of it the vault has. Null: none.</param>
    private sealed record Seen(string User, KnownSession Session, DateTimeOffset? WrittenAt);
}
