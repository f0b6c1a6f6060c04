using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Session;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Events;

/// <summary>Tells the dashboard what changed, so that it asks again. The events carry ids and nothing else.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/events", Stream).RequireAuthorization().WithTags("Events");

    private static ServerSentEventsResult<ChangeView> Stream(ClaimsPrincipal user, IChangeEvents changes, IHostApplicationLifetime lifetime, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(Read(user.UserId, changes, lifetime, time, cancellationToken));

    private static async IAsyncEnumerable<SseItem<ChangeView>> Read(string user, IChangeEvents changes, IHostApplicationLifetime lifetime, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            if (change is null) yield return new SseItem<ChangeView>(new ChangeView(null, null, null), "heartbeat");
            else if (change.User is null || string.Equals(change.User, user, StringComparison.Ordinal))
                yield return new SseItem<ChangeView>(new ChangeView(change.Id, change.Platform, change.What), change.Subject);
        }
    }
}

internal sealed record ChangeView(string? Id, string? Platform, string? Change);
