using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Agents;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>The audit, for the dashboard and for keys that may manage the hub.</summary>
internal static class AuditEndpoints
{
    private const int Most = 500, Usual = 100, Longest = 256;

    public static void MapAudit(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints.MapGroup("/api/audit").RequireAuthorization().WithTags("Audit").AddEndpointFilter(Auditing.OfUser));
        Map(endpoints.MapGroup("/admin/audit").AddEndpointFilter(AgentAuthentication.Require).AddEndpointFilter(AdminAccess.WholeHub).WithTags("Audit"));
    }

    private static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", Newest).Produces<AuditPage>();
        group.MapGet("/export", Export).Audited(AuditEvents.AuditRead);
        group.MapGet("/verify", Verify).Produces<AuditVerdict>();
    }

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> Newest([AsParameters] AuditFilter filter, AuditReader reader, CancellationToken cancellationToken, int? limit = null)
    {
        if (filter.Wrong is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (limit is < 1 or > Most) return HubProblem.Create("invalid_request", $"limit is 1 to {Most}.");
        var lines = await reader.NewestAsync(filter.Query, (limit ?? Usual) + 1, cancellationToken);
        return TypedResults.Ok(new AuditPage([.. lines.Take(limit ?? Usual).Select(AuditView.Of)], lines.Count > (limit ?? Usual)));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Export([AsParameters] AuditFilter filter, AuditReader reader, CancellationToken cancellationToken)
    {
        if (filter.Wrong is { } wrong) return HubProblem.Create("invalid_request", wrong);
        return TypedResults.Stream(async stream =>
        {
            await foreach (var line in reader.AllAsync(filter.Query, cancellationToken))
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
    internal sealed record AuditFilter(string? What, string? Outcome, string? Actor, string? User, string? Platform, string? Connection, DateTimeOffset? From, DateTimeOffset? Before)
    {
        public string? Wrong => new[] { What, Outcome, Actor, User, Platform, Connection }.Any(text => text?.Length > Longest) ? $"Each filter has at most {Longest} characters." : null;

        public AuditQuery Query => new() { What = What, Outcome = Outcome, Actor = Actor, User = User, Platform = Platform, Connection = Connection, From = From, Before = Before };
    }
}
