using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Proxy;

public static class ProxyServiceCollectionExtensions
{
    /// <summary>Calls of agents to the platforms' APIs, with the token put in by the hub.</summary>
    public static IServiceCollection AddProxy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProxyOptions>().Bind(configuration.GetSection(ProxyOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.AddProxyHttp();
        return services.AddSingleton<ProxyRoutes>().AddSingleton<ProxySender>().AddSingleton<CallWatches>().AddSingleton<RefusedTokens>();
    }
}
