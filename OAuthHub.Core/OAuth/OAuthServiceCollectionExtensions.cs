using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Core.OAuth;

public static class OAuthServiceCollectionExtensions
{
    public static IServiceCollection AddOAuth(this IServiceCollection services)
    {
        services.AddPlatformHttp();
        return services.AddSingleton<PlatformSender>().AddSingleton<TokenEndpoint>().AddSingleton<AccountLookup>().AddSingleton<PostConnectLookups>()
            .AddSingleton<TokenRevocation>().AddSingleton<TokenIntrospection>().AddSingleton<IssuerDocuments>().AddSingleton<IssuerKeys>().AddSingleton<IdTokenValidator>();
    }
}
