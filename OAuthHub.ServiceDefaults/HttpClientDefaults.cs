using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.ServiceDefaults;

/// <summary>
/// What every HTTP client of the process is unless it says otherwise. A redirect would send a POST's body, secrets included, to
/// wherever a 307 points; a cookie would tie one person's call to another's; an address in a log may hold a token. And no retries:
/// a repeated token request spends a single-use refresh token twice.
/// </summary>
/// <remarks>The client of the platforms (PlatformHttp in Core) brings its own, stricter handler: it must be safe in whatever host it runs.</remarks>
internal static class HttpClientDefaults
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Names are resolved anew that often.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    public static void AddHttpClientDefaults(this IServiceCollection services) =>
        services.ConfigureHttpClientDefaults(http => http.RemoveAllLoggers().UseSocketsHttpHandler((handler, _) =>
        {
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.ConnectTimeout = ConnectTimeout;
            handler.PooledConnectionLifetime = ConnectionLifetime;
        }));
}
