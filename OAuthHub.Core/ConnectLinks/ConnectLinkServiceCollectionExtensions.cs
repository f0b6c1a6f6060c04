using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.ConnectLinks;

internal static class ConnectLinkServiceCollectionExtensions
{
    public static IServiceCollection AddConnectLinks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConnectLinkOptions>().Configure(options => options.Read(configuration.GetSection(ConnectLinkOptions.Section))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConnectLinkOptions>, ConnectLinkOptionsValidator>();
        return services.AddSingleton<ConnectLinkMaker>().AddSingleton<ConnectOffers>();
    }
}
