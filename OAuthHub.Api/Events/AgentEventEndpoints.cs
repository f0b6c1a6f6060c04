using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Events;

/// <summary>
/// Tells an agent what becomes of the connections that its key may use, as it happens. Nothing is kept for whoever was not listening: after a
/// break an agent asks again, as it does when it hears <c>missed</c>.
/// </summary>
internal static class AgentEventEndpoints
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How soon a stream ends after its key.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static void MapAgentEvents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/events", Stream).RequireAgent().Audited(AuditEvents.EventsOpened).WithTags("Events").Produces<AgentEventDocument>(StatusCodes.Status200OK, "text/event-stream")
            .Described("watchConnections", "Tells an agent what becomes of the connections that its key may use", "Events: `connected`, `refreshed`, `needs_reconnect`, `expires_soon`, `disconnected`; `ready` first, `missed` when some were lost, `heartbeat` every 15 s. Needs the action token:read or proxy.")
            .AnswersText(200, "Server-sent events; the schema is that of their data.", "text/event-stream", "event: refreshed\ndata: {\"connection\":\"c1\",\"platform\":\"example\",\"user\":\"local\",\"account\":{\"id\":\"81234\",\"name\":\"Ada\"},\"generation\":7,\"expires_at\":\"2030-01-01T13:00:00Z\"}\n\n")
            .Problems("forbidden");

    private static IResult Stream(HttpContext context, AgentPlaces places, AgentKeys keys, IChangeEvents changes, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        var grant = context.Grant();
        if (!MayListen(grant)) return HubProblem.Create("forbidden");
        if (places.TryTake(grant.Id, AgentPlace.Stream) is not { } place) return HubProblem.RetryLater("rate_limited", Heartbeat);
        context.Response.RegisterForDispose(place);
        return TypedResults.ServerSentEvents(Read(grant.Id, keys, changes, lifetime, time, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<AgentEventDocument>> Read(
        string keyId, AgentKeys keys, IChangeEvents changes, IHostApplicationLifetime lifetime, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        using var feed = new ChangeFeed(changes, time, change => change.News is not null || change.Subject is "missed");
        yield return Said("ready");
        for (var saidAt = time.GetTimestamp(); ;)
        {
            HubChange? change;
            try
            {
                change = await feed.NextAsync(Look, both.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            // As the key is now: it may have been revoked, have ended, or reach less far.
            if (keys.FindById(keyId) is not { } grant || !MayListen(grant)) yield break;
            var next = change is null ? time.GetElapsedTime(saidAt) >= Heartbeat ? Said("heartbeat") : (SseItem<AgentEventDocument>?)null : ToTell(change, grant);
            if (next is not { } item) continue;
            saidAt = time.GetTimestamp();
            yield return item;
        }
    }

    private static bool MayListen(AgentGrant grant) => grant.Allows(AgentAction.ReadToken) || grant.Allows(AgentAction.Proxy);

    /// <summary>Null: it is not for this key.</summary>
    private static SseItem<AgentEventDocument>? ToTell(HubChange change, AgentGrant grant)
    {
        if (change.Subject is "missed") return Said("missed");
        if (change is not { News: { } news, User: { } user } || !grant.AllowsUser(user) || !grant.AllowsPlatform(change.Platform) || !grant.AllowsConnection(change.Id)) return null;
        var told = new AgentEventDocument(change.Id, change.Platform, user, new AgentAccountView(news.AccountId, news.AccountName, Label: null), news.Generation, news.ExpiresAt, news.Reason);
        return new SseItem<AgentEventDocument>(told, news.Type);
    }

    private static SseItem<AgentEventDocument> Said(string word) => new(new AgentEventDocument(null, null, null, null, null, null, null), word);
}

/// <summary>The data of an event. <c>ready</c>, <c>heartbeat</c> and <c>missed</c> have none.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="User">Whose account it is.</param>
/// <param name="Account">Which account.</param>
/// <param name="Generation">Of the connection's tokens, after it.</param>
/// <param name="ExpiresAt">Of <c>refreshed</c> and <c>connected</c>, the token's end; of <c>expires_soon</c>, the sign-in's.</param>
/// <param name="Reason">Of <c>needs_reconnect</c>.</param>
internal sealed record AgentEventDocument(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Connection,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Platform,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? User,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AgentAccountView? Account,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Generation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);
