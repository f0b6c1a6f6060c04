using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Core.Platforms;

public static class PlatformServiceCollectionExtensions
{
    /// <summary>The catalogue and the registrations of configuration, read when the first of them is asked for.</summary>
    public static IServiceCollection AddPlatforms(this IServiceCollection services)
    {
        services.AddSingleton(provider => PlatformLoader.Load(
            PlatformFiles.Read(provider.GetRequiredService<HubPaths>().Platforms),
            provider.GetRequiredService<IConfiguration>().GetSection(PlatformLoader.Section)));
        services.AddSingleton(provider => provider.GetRequiredService<LoadedPlatforms>().Catalog);
        services.AddSingleton(provider => provider.GetRequiredService<LoadedPlatforms>().Registrations);
        services.AddSingleton<CatalogueCheck>();
        return services;
    }
}
