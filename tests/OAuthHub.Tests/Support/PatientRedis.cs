using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination.Redis;

namespace OAuthHub.Tests.Support;

/// <summary>
/// A hub waits a second for Redis and then does without it, which on a busy machine may happen to any command. Tests that are not about that
/// give their hubs more time. A Redis that is killed is missed at once all the same; one that stands still, after that time.
/// </summary>
internal static class PatientRedis
{
    /// <param name="patience">How long one command may take; <see cref="HubHost.Deadline"/> when left out.</param>
    public static IServiceCollection AddPatientRedis(this IServiceCollection services, string connectionString, TimeSpan? patience = null) =>
        services.AddSingleton(provider => new RedisLink(connectionString, provider.GetRequiredService<ILogger<RedisLink>>(), patience ?? HubHost.Deadline));
}
