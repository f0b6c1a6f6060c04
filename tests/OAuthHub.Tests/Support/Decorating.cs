using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Tests.Support;

/// <summary>Puts a test's own part around one of the hub's; the hub's part is disposed with the hub as before.</summary>
internal static class Decorating
{
    public static void Decorate<T>(this IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var registered = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(registered);
        var key = new object();
        services.AddKeyedSingleton(key, (provider, _) =>
            (T)(registered.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)));
        services.AddSingleton(provider => wrap(provider.GetRequiredKeyedService<T>(key)));
    }
}
