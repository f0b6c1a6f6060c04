using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Network;

namespace OAuthHub.Core.Proxy;

/// <summary>
/// The connections over which agents' calls go to the platforms: as strict as those of the hub's own calls (see
/// <see cref="OAuth.PlatformHttp"/>), and apart from them, so that a thousand streams leave the token endpoints alone.
/// </summary>
public static class ProxyHttp
{
    public const string ClientName = "proxy";

    /// <summary>For hosts that the operator did not write down: each address is checked before it is dialled.</summary>
    public const string GuardedClientName = "proxy-guarded";

    /// <summary>KiB of an answer's head; more is refused.</summary>
    private const int LongestHead = 64;

    internal static void AddProxyHttp(this IServiceCollection services)
    {
        services.Add(ClientName, provider =>
        {
            var handler = Handler();
            if (provider.GetRequiredService<IOptions<ProxyOptions>>().Value.OutboundProxy is { } proxy) (handler.UseProxy, handler.Proxy) = (true, Through(new Uri(proxy)));
            return handler;
        });
        services.Add(GuardedClientName, provider =>
        {
            // Never through a proxy: who dials must be who has checked.
            var (handler, dialling) = (Handler(), provider.GetRequiredService<GuardedDialling>());
            handler.ConnectCallback = (context, cancellationToken) => dialling.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return handler;
        });
    }

    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = LongestHead,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, // as Kestrel read them
    };

    private static void Add(this IServiceCollection services, string name, Func<IServiceProvider, HttpMessageHandler> handler) =>
        services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(handler).RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    private static WebProxy Through(Uri address)
    {
        if (address.UserInfo.Split(':', 2) is not [{ Length: > 0 } user, var password]) return new WebProxy(address);
        return new WebProxy(address) { Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) };
    }
}
