namespace OAuthHub.Api.Proxy;

internal static class ProxyApiServiceCollectionExtensions
{
    public static IServiceCollection AddProxyApi(this IServiceCollection services) => services.AddSingleton<ProxyForwarder>().AddSingleton<ProxyCalls>().AddSingleton<ProxyEndpoints>();
}
