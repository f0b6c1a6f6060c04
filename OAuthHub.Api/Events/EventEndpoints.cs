using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Session;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Events;

/// <summary>Tells the dashboard what changed, so that it asks again. The events carry ids and nothing else.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/events", Stream).RequireSession().WithTags("Events").Produces<ChangeView>(StatusCodes.Status200OK, "text/event-stream")
            .Described("watchChanges", "Tells the dashboard what changed, so that it asks again", "Events: `ready`, `connection`, `platform`, `keys`, `sessions`, `missed` (ask for everything) and, every 15 s, `heartbeat`.")
            .AnswersText(200, "Server-sent events; the schema is that of their data.", "text/event-stream", "event: connection\ndata: {\"id\":\"c1\",\"platform\":\"example\",\"change\":\"refreshed\"}\n\n");

#pragma warning disable CA1859 // a more exact type would be described as the framework's item instead of the data
    private static IResult Stream(ClaimsPrincipal user, IChangeEvents changes, EndedSessions ended, IHostApplicationLifetime lifetime, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(Read(user, changes, ended, lifetime, time, cancellationToken));
#pragma warning restore CA1859

    private static async IAsyncEnumerable<SseItem<ChangeView>> Read(ClaimsPrincipal user, IChangeEvents changes, EndedSessions ended, IHostApplicationLifetime lifetime, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        using var feed = new ChangeFeed(changes, time, _ => true);
        yield return new SseItem<ChangeView>(new ChangeView(null, null, null), "ready");
        while (!both.IsCancellationRequested)
        {
            HubChange? change; // none: a heartbeat tells proxies and the page that the stream lives
            try
            {
                change = await feed.NextAsync(Heartbeat, both.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            // Whoever was signed out from afar hears nothing more, and their page asks who it is.
            if (change is null or { Subject: EndedSessions.Changed } && user.SessionIdOrNull is { } session && await ended.HasAsync(session, cancellationToken)) yield break;
            if (change is null) yield return new SseItem<ChangeView>(new ChangeView(null, null, null), "heartbeat");
            else if (change.User is null || string.Equals(change.User, user.UserId, StringComparison.Ordinal))
                yield return new SseItem<ChangeView>(new ChangeView(change.Id, change.Platform, change.What), change.Subject);
        }
    }
}

/// <summary>The data of an event. <c>ready</c>, <c>heartbeat</c> and <c>missed</c> have none.</summary>
/// <param name="Id">Of what changed.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="Change">What became of it.</param>
internal sealed record ChangeView(string? Id, string? Platform, string? Change);
