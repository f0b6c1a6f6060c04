using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Network;

public static class NetworkServiceCollectionExtensions
{
    /// <summary>The guard around calls to hosts that the operator did not write down.</summary>
    public static IServiceCollection AddNetwork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NetworkOptions>().Configure(options => options.Read(configuration.GetSection(NetworkOptions.Section))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NetworkOptions>, NetworkOptionsValidator>();
        return services.AddSingleton<OutboundAddresses>().AddSingleton<HostRule>().AddSingleton<IHostResolver, SystemHostResolver>().AddSingleton<GuardedDialling>();
    }
}
