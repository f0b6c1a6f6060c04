using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Worker.Hosting;

/// <summary>
/// Yellow while what the processes share cannot be used: nobody can sign in at a platform, and everything else goes on. Not red, since a
/// load balancer that took all APIs out for it would make an outage of it.
/// </summary>
internal sealed class CoordinationHealthCheck(CoordinationState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.IsThere ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Redis does not answer: nobody can sign in at a platform."));
}

public static class CoordinationHealthServiceCollectionExtensions
{
    public static IServiceCollection AddCoordinationHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<CoordinationHealthCheck>("coordination");
        return services;
    }
}
