using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Health;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Health;

/// <summary>How the hub is, for whoever runs it: the numbers of the meter without a metrics stack, and what they mean in words.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/api").RequireOperator().WithTags("Health");
        health.MapGet("/health/summary", Summary).Described("getHealthSummary", "How the hub is now, and what to do about it").Answers(200, "What is wrong, if anything, and the state of each part.");
        health.MapGet("/health/series", Series).Described("getHealthSeries", "What the hub did in the last hour or day").Problems("invalid_request", "unknown_platform")
            .Parameter("range", "1h in steps of a minute, which is meant when left out, or 24h in steps of a quarter of an hour.").Parameter("platform", "Only this platform's.").Answers(200, "The stretches of time, oldest first.");
        health.MapGet("/platforms/{id}/health", OfPlatform).Described("getPlatformHealth", "How one platform answers").Problems("unknown_platform").Parameter("id", "The platform's id.").Answers(200, "Its refreshes, its gate and what is due.");
    }

    private static async Task<Ok<HealthSummaryView>> Summary(HealthCheckService checks, HubHealth report, PlatformCatalog catalog, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(checks, report, cancellationToken);
        return TypedResults.Ok(HealthSummaryView.Of(state, HealthFindings.Judge(state, catalog)));
    }

    private static async Task<Results<Ok<HealthSeriesView>, ProblemHttpResult>> Series(HubProcesses processes, PlatformCatalog catalog, CancellationToken cancellationToken, [FromQuery] string range = "1h", [FromQuery] string? platform = null)
    {
        if (HealthRange.Find(range) is not { } known) return HubProblem.Create("invalid_request", "range is 1h or 24h.");
        if (platform is not null && catalog.Find(platform) is null) return HubProblem.Create("unknown_platform");
        return TypedResults.Ok(HealthSeriesView.Of(await processes.SeriesAsync(known, cancellationToken), processes.AreShared, platform));
    }

    private static async Task<Results<Ok<PlatformHealthView>, ProblemHttpResult>> OfPlatform(string id, HealthCheckService checks, HubHealth report, PlatformCatalog catalog, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is null) return HubProblem.Create("unknown_platform");
        var state = await ReadAsync(checks, report, cancellationToken);
        return TypedResults.Ok(PlatformHealthView.Of(id, state, [.. HealthFindings.Judge(state, catalog).Where(finding => string.Equals(finding.Platform, id, StringComparison.Ordinal))]));
    }

    private static async Task<HealthState> ReadAsync(HealthCheckService checks, HubHealth report, CancellationToken cancellationToken)
    {
        var vault = await checks.CheckHealthAsync(check => check.Name is "vault", cancellationToken);
        return await report.ReadAsync(vault.Status is HealthStatus.Healthy, cancellationToken);
    }
}
