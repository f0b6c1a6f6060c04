using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Coordination.Redis;

internal static class RedisServiceCollectionExtensions
{
    /// <summary>Coordination among several processes.</summary>
    public static IServiceCollection AddRedisCoordination(this IServiceCollection services, string connectionString)
    {
        var options = RedisLink.Parse(connectionString); // a setting that cannot be read stops the start
        services.AddSingleton<IValidateOptions<HubOptions>>(provider => new RedisGuarding(connectionString, provider.GetRequiredService<IHostEnvironment>())).AddHostedService<RedisAdvice>();
        services.AddSingleton(provider => new RedisLink(connectionString, provider.GetRequiredService<ILogger<RedisLink>>()));
        services.AddSingleton<RedisNames>().AddSingleton<LoginStateCodec>().AddSingleton<ConnectLinkCodec>().AddSingleton<IOpeningLeases, RedisOpeningLeases>();
        services.AddSingleton<ILeases>(provider => new RedisLeases(
            provider.GetRequiredService<RedisLink>(), provider.GetRequiredService<RedisNames>(), provider.GetRequiredService<HubMeter>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisLeases>>(), RedisLeases.DefaultLength));
        services.AddSingleton<RedisDueQueue>().AddSingleton<IDueQueue>(provider => provider.GetRequiredService<RedisDueQueue>());
        services.AddSingleton<ISharedIndex, RedisSharedIndex>().AddSingleton<ILoginStates, RedisLoginStates>().AddSingleton<IConnectLinks, RedisConnectLinks>().AddSingleton<IChangeEvents, RedisChangeEvents>().AddSingleton<IProcessBoard, RedisProcessBoard>();
        services.AddSingleton(provider => new MemoryTrust(provider.GetRequiredService<TimeProvider>(), MemoryTrust.AmongOthers));
        services.AddSingleton<CoordinationState>(provider => new CoordinationState(() => !provider.GetRequiredService<RedisLink>().IsAway, RedisGuarding.Lacking(options)));
        return services;
    }
}
