using System.Collections.Concurrent;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>
/// Whose connections are which, also those that other processes made or ended a moment ago. Alone, the index in memory says it all; among
/// others it is compared with the shared index and the vault at least every two seconds (<see cref="MemoryTrust"/>).
/// </summary>
public sealed class ConnectionFinder
{
    /// <summary>Users of whom it is remembered when they were last looked after.</summary>
    private const int MostUsers = 50_000;

    private readonly ConnectionStore connections;
    private readonly ConnectionIndex index;
    private readonly ISharedIndex shared;
    private readonly MemoryTrust trust;
    private readonly ConcurrentDictionary<string, long> asked = new(StringComparer.Ordinal);
    private int askedCount; // about: the dictionary's own takes all its locks

    public ConnectionFinder(ConnectionStore connections, ISharedIndex shared, IChangeEvents changes, MemoryTrust trust)
    {
        (this.connections, index, this.shared, this.trust) = (connections, connections.Index, shared, trust);
        changes.Subscribe(OnChange);
    }

    /// <summary>The connections of a user at a platform, also those that another process made a moment ago.</summary>
    public ValueTask<ConnectionList> FindAsync(string user, string platformId, CancellationToken cancellationToken) =>
        trust.IsUnlimited ? new(index.Find(user, platformId)) : FindAmongOthersAsync(user, platformId, cancellationToken);

    /// <summary>All connections of a user, also those that another process made a moment ago.</summary>
    public async ValueTask<IReadOnlyList<ConnectionSummary>> FindAsync(string user, CancellationToken cancellationToken)
    {
        if (!trust.IsUnlimited) await MeetAsync(user, cancellationToken);
        return await ConfirmAsync(index.OfUser(user), cancellationToken);
    }

    /// <summary>What the index says of these, compared with the vault where other processes may have written.</summary>
    public async ValueTask<IReadOnlyList<ConnectionSummary>> ConfirmAsync(IEnumerable<ConnectionSummary> summaries, CancellationToken cancellationToken)
    {
        if (trust.IsUnlimited) return [.. summaries];
        var confirmed = new List<ConnectionSummary>();
        foreach (var summary in summaries.ToList())
        {
            await LearnAsync(summary.Id, cancellationToken);
            if (index.Find(summary.Id) is { } now) confirmed.Add(now);
        }
        return confirmed;
    }

    private async ValueTask<ConnectionList> FindAmongOthersAsync(string user, string platformId, CancellationToken cancellationToken)
    {
        await MeetAsync(user, cancellationToken);
        return index.Find(user, platformId);
    }

    /// <summary>Reads the connections of a user that this process has not heard of.</summary>
    private async Task MeetAsync(string user, CancellationToken cancellationToken)
    {
        if (asked.TryGetValue(user, out var at) && trust.Holds(at)) return;
        var now = trust.Now();
        try
        {
            var known = await shared.FindAsync(user, cancellationToken);
            // Those that only the others know, and those that only this process still knows: the vault says which of them are.
            var unsure = known.Where(id => index.Find(id) is null).Concat(index.OfUser(user).Select(entry => entry.Id).Except(known, StringComparer.Ordinal));
            foreach (var id in unsure.ToList())
            {
                connections.Invalidate(id);
                await LearnAsync(id, cancellationToken);
            }
        }
        catch (CoordinationUnavailableException)
        {
            // Then nobody could sign in at a platform either, and what is known is what there is.
        }
        if (!asked.TryAdd(user, now)) asked[user] = now;
        else if (Interlocked.Increment(ref askedCount) >= MostUsers)
        {
            asked.Clear(); // they are asked for again
            Interlocked.Exchange(ref askedCount, 0);
        }
    }

    /// <summary>Another process made or ended one, or changed its state.</summary>
    private void OnChange(HubChange change)
    {
        if (change is not { FromAnother: true, Subject: "connection", What: not "refreshed" }) return;
        connections.Invalidate(change.Id);
        _ = LearnAsync(change.Id, CancellationToken.None);
    }

    /// <summary>Brings the index in step with the vault for one connection, if what is remembered of it is too old.</summary>
    private async Task LearnAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await connections.GetAsync(id, cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            // What is known of it stands, or that it does not open; it is the business of whoever wants its token.
        }
    }
}
