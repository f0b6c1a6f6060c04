using System.Collections.Concurrent;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.ConnectLinks;

/// <summary>
/// The links that problems carry for agents to show. An agent that asks again and again gets the same one while it can be used: each
/// process remembers what it offered, for ten minutes and in memory only, since the store has but a hash. Beside that the key's own
/// limit holds (<see cref="ConnectLink.PerKeyAndMinute"/>), so that a burst does not fill the store.
/// </summary>
public sealed class ConnectOffers(ConnectLinkMaker maker, IConnectLinks links, PlatformCatalog catalog, AuditLog audit, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan OfferedFor = TimeSpan.FromMinutes(10);

    /// <summary>Beyond that, what was offered is forgotten and the next asker gets another.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Subject, MadeLink> offered = new();
    private readonly SemaphoreSlim making = new(1); // else a burst makes one each

    /// <summary>The address of a link. Null: the key may make none now, or none would work.</summary>
    /// <param name="connectionId">The connection to be reconnected; null: a new one.</param>
    public async ValueTask<string?> FindAsync(AgentGrant grant, string user, string platformId, string? connectionId, CancellationToken cancellationToken)
    {
        if (!grant.Allows(AgentAction.LinkConnect) || !ConnectLinkReach.Includes(grant, connectionId) || catalog.Find(platformId) is not { Kind: PlatformKind.OAuth2 }) return null;
        var subject = new Subject(grant.Id, user, platformId, connectionId);
        await making.WaitAsync(cancellationToken);
        try
        {
            if (offered.TryGetValue(subject, out var known) && await IsGoodAsync(known, cancellationToken)) return maker.UrlOf(known.Token);
            if (offered.Count >= Most) offered.Clear();
            var link = new ConnectLink { User = user, PlatformId = platformId, ConnectionId = connectionId, KeyId = grant.Id, KeyName = grant.Name, MadeAt = time.GetUtcNow() };
            if (await maker.MakeAsync(link, cancellationToken) is not { } made) return null;
            offered[subject] = made;
            audit.Write(new AuditEntry(AuditEvents.LinkMade, AuditEntry.Ok, AuditActor.Agent(grant.Id, grant.Name)) { User = user, Platform = platformId, Connection = connectionId, Detail = "offered" });
            return maker.UrlOf(made.Token);
        }
        catch (CoordinationUnavailableException)
        {
            return null;
        }
        finally
        {
            making.Release();
        }
    }

    public void Dispose() => making.Dispose();

    private async ValueTask<bool> IsGoodAsync(MadeLink made, CancellationToken cancellationToken) =>
        made.ExpiresAt - time.GetUtcNow() > ConnectLink.Lifetime - OfferedFor && await links.FindAsync(made.Token.Fingerprint(), cancellationToken) is ConnectLinkState.Open;

    private sealed record Subject(string KeyId, string User, string PlatformId, string? ConnectionId);
}

/// <summary>Which links a key may make.</summary>
public static class ConnectLinkReach
{
    /// <summary>A key that is limited to single connections has them reconnected, and makes no new ones.</summary>
    public static bool Includes(AgentGrant grant, string? connectionId) => connectionId is null ? grant.Connections.Count == 0 : grant.AllowsConnection(connectionId);
}
