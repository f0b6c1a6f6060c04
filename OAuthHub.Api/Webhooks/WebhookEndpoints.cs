using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Webhooks;

/// <summary>The addresses that are told what becomes of connections.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints)
    {
        var webhooks = endpoints.MapGroup("/api/webhooks").RequireOperator().WithTags("Webhooks").OpensVault();
        webhooks.MapGet("", List).Produces<WebhookList>().Described("listWebhooks", "The webhooks, and what they can be told").Answers(200, "The webhooks; never their secrets.");
        webhooks.MapGroup("").RequireSameOrigin().AddEndpointFilter(Auditing.OfUser).MapPost("", Create).Audited(AuditEvents.WebhookChanged).Produces<WebhookWithSecret>(StatusCodes.Status201Created)
            .Described("createWebhook", "Adds an address that is told what becomes of connections", "The secret is in this answer and in no later one.").Answers(201, "The webhook and its secret.");
        var one = webhooks.MapGroup("/{id}").Parameter("id", "The webhook's id.").Problems("not_found");
        one.MapGet("/deliveries", Deliveries).Produces<WebhookDeliveryList>().Described("listDeliveries", "The last 20 tries to tell it something").Answers(200, "The tries, the newest first.");
        var changes = one.MapGroup("").RequireSameOrigin().AddEndpointFilter(Auditing.OfUser);
        changes.MapPatch("", Change).Audited(AuditEvents.WebhookChanged).Produces<WebhookView>().Described("changeWebhook", "Changes what the body names").Answers(200, "The webhook as it is now.");
        changes.MapDelete("", Delete).Audited(AuditEvents.WebhookChanged).Produces(StatusCodes.Status204NoContent).Described("deleteWebhook", "Removes the webhook").Answers(204, "It is told nothing any more.");
        changes.MapPost("/secret", ReplaceSecret).Audited(AuditEvents.WebhookChanged).Produces<WebhookWithSecret>()
            .Described("replaceWebhookSecret", "Makes a new secret", "The old one signs beside it for 24 hours.").Answers(200, "The webhook and its new secret.");
        changes.MapPost("/test", Test).Audited(AuditEvents.WebhookTested).Produces<WebhookTestDocument>().Described("testWebhook", "Sends it a message of type test, now").Answers(200, "Whether it arrived.");
    }

    private static async Task<IResult> List(WebhookStore webhooks, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookList([.. (await webhooks.ListAsync(cancellationToken)).Select(one => WebhookView.Of(one, time.GetUtcNow()))], WebhookTypes.All));

    private static async Task<IResult> Deliveries(string id, WebhookStore webhooks, CancellationToken cancellationToken) =>
        await webhooks.ReadAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(new WebhookDeliveryList([.. found.Log.Reverse().Select(one => new WebhookDeliveryView(one.Message, one.Type, one.At, one.Attempt, one.Outcome, one.Status, one.NextAt))]))
            : HubProblem.Create("not_found");

    private static async Task<IResult> Create(WebhookBody body, HttpContext context, WebhookStore webhooks, WebhookCall call, TimeProvider time, CancellationToken cancellationToken)
    {
        if (call.FindRefusal(body.Url, out var url) is { } why) return HubProblem.Create("invalid_request", why);
        if (WebhookInput.Check(body) is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (await webhooks.CreateAsync(url, body.Description, body.Types ?? WebhookTypes.Usual, cancellationToken) is not { } made)
            return HubProblem.Create("invalid_request", $"There are {WebhookStore.Most} webhooks, which is as many as there may be. Remove one.");
        Note(context, $"{made.Id} made for {made.Url.Host}");
        return WithSecret(context, made, time, StatusCodes.Status201Created);
    }

    private static async Task<IResult> Change(string id, WebhookBody body, HttpContext context, WebhookStore webhooks, WebhookCall call, TimeProvider time, CancellationToken cancellationToken)
    {
        Uri? url = null;
        if (body.Url is not null && call.FindRefusal(body.Url, out url) is { } why) return HubProblem.Create("invalid_request", why);
        if (WebhookInput.Check(body) is { } wrong) return HubProblem.Create("invalid_request", wrong);
        var changed = await webhooks.ChangeAsync(id, before => before with
        {
            Url = url ?? before.Url,
            Types = body.Types ?? before.Types,
            Description = body.Description ?? before.Description,
            IsEnabled = body.Enabled ?? before.IsEnabled,
            // Whoever switches it on begins anew.
            DisabledReason = body.Enabled is null ? before.DisabledReason : null,
            FailingSince = body.Enabled is true || url is not null ? null : before.FailingSince,
        }, isNews: true, cancellationToken);
        if (changed is null) return HubProblem.Create("not_found");
        Note(context, $"{id} changed");
        return TypedResults.Ok(WebhookView.Of(changed, time.GetUtcNow()));
    }

    private static async Task<IResult> Delete(string id, HttpContext context, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (!await webhooks.DeleteAsync(id, cancellationToken)) return HubProblem.Create("not_found");
        Note(context, $"{id} removed");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ReplaceSecret(string id, HttpContext context, WebhookStore webhooks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await webhooks.ReplaceSecretAsync(id, cancellationToken) is not { } changed) return HubProblem.Create("not_found");
        Note(context, $"{id} has a new secret");
        return WithSecret(context, changed, time, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Test(string id, HttpContext context, WebhookSender sender, CancellationToken cancellationToken)
    {
        if (await sender.TestAsync(id, cancellationToken) is not { } result) return HubProblem.Create("not_found");
        Note(context, $"{id} {result.Outcome}");
        return TypedResults.Ok(new WebhookTestDocument(result.IsDelivered, result.Outcome, result.Status));
    }

    /// <summary>The one time that the secret is shown.</summary>
    private static JsonHttpResult<WebhookWithSecret> WithSecret(HttpContext context, WebhookEndpoint endpoint, TimeProvider time, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new WebhookWithSecret(WebhookView.Of(endpoint, time.GetUtcNow()), endpoint.Keys[0].Secret.RevealSecret()), statusCode: status);
    }

    private static void Note(HttpContext context, string what) => context.Audit().Detail = what;
}
