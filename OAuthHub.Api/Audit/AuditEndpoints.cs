using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OAuthHub.Api.Agents;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>The audit, for the dashboard and for keys that may manage the hub.</summary>
internal static class AuditEndpoints
{
    private const int Most = 500, Usual = 100, Longest = 256;

    public static void MapAudit(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("/api/audit").RequireSession().WithTags("Audit").AddEndpointFilter(Auditing.OfUser);
        Map("", pages, pages.MapGroup("").RequireOperator());
        var admins = endpoints.MapGroup("/admin/audit").RequireAgent().AddEndpointFilter(AdminAccess.WholeHub).WithTags("Audit").Problems("forbidden");
        Map("AsAdmin", admins, admins);
    }

    /// <param name="whose">Tells apart the ids of the operations that there are twice.</param>
    /// <param name="whole">For what concerns everybody.</param>
    private static void Map(string whose, RouteGroupBuilder group, RouteGroupBuilder whole)
    {
        Filtered(group.MapGet("", Newest).Produces<AuditPage>()).Described("listAudit" + whose, "The newest entries").Parameter("limit", "How many, 1 to 500; 100 when left out.").Answers(200, "The entries, the newest first.");
        Filtered(group.MapGet("/export", Export).Audited(AuditEvents.AuditRead)).Described("exportAudit" + whose, "All entries, the oldest file first")
            .AnswersText(200, "An entry on each row.", "application/jsonl", """{"at":"2030-01-01T12:00:00Z","what":"token.read","outcome":"ok","actor":{"kind":"agent","id":"k1","name":"mail agent"}}""");
        whole.MapGet("/verify", Verify).Produces<AuditVerdict>().Described("verifyAudit" + whose, "Whether the audit is whole").Answers(200, "What was read and what is wrong.");
    }

    private static RouteHandlerBuilder Filtered(RouteHandlerBuilder route) => route.Problems("invalid_request")
        .Parameter("what", "What was done, such as token.read: docs/audit.md has the list.").Parameter("outcome", "ok, or the code of the refusal.").Parameter("actor", "The id of a key or a user.")
        .Parameter("user", "Whose account it was about.").Parameter("platform", "The platform's id.").Parameter("connection", "The connection's id.")
        .Parameter("from", "Not earlier.").Parameter("before", "Earlier: for the next page, the time of the oldest entry of the page before.");

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> Newest([AsParameters] AuditFilter filter, HttpContext context, AuditReader reader, CancellationToken cancellationToken, int? limit = null)
    {
        if (filter.Wrong is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (limit is < 1 or > Most) return HubProblem.Create("invalid_request", $"limit is 1 to {Most}.");
        var lines = await reader.NewestAsync(filter.Query with { Of = context.PersonOnly() }, (limit ?? Usual) + 1, cancellationToken);
        return TypedResults.Ok(new AuditPage([.. lines.Take(limit ?? Usual).Select(AuditView.Of)], lines.Count > (limit ?? Usual)));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Export([AsParameters] AuditFilter filter, HttpContext context, AuditReader reader, CancellationToken cancellationToken)
    {
        if (filter.Wrong is { } wrong) return HubProblem.Create("invalid_request", wrong);
        var query = filter.Query with { Of = context.PersonOnly() };
        return TypedResults.Stream(async stream =>
        {
            await foreach (var line in reader.AllAsync(query, cancellationToken))
            {
                await JsonSerializer.SerializeAsync(stream, AuditView.Of(line), AuditView.Json, cancellationToken);
                await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }
        }, "application/jsonl", "audit.jsonl");
    }

    private static async Task<Ok<AuditVerdict>> Verify(AuditLog log, AuditVerifier verifier, CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        return TypedResults.Ok(await verifier.VerifyAsync(cancellationToken));
    }

    /// <param name="Actor">The id of a key or a user.</param>
    /// <param name="From">Not earlier.</param>
    /// <param name="Before">Earlier: the time of the oldest line of the page before.</param>
    internal sealed record AuditFilter(
        [FromQuery(Name = "what")] string? What, [FromQuery(Name = "outcome")] string? Outcome, [FromQuery(Name = "actor")] string? Actor, [FromQuery(Name = "user")] string? User,
        [FromQuery(Name = "platform")] string? Platform, [FromQuery(Name = "connection")] string? Connection, [FromQuery(Name = "from")] DateTimeOffset? From, [FromQuery(Name = "before")] DateTimeOffset? Before)
    {
        public string? Wrong => new[] { What, Outcome, Actor, User, Platform, Connection }.Any(text => text?.Length > Longest) ? $"Each filter has at most {Longest} characters." : null;

        public AuditQuery Query => new() { What = What, Outcome = Outcome, Actor = Actor, User = User, Platform = Platform, Connection = Connection, From = From, Before = Before };
    }
}
