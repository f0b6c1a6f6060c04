using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Network;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// The HTTP client for everything that carries a secret to a platform. No redirects (.NET would send a POST's body with the client
/// secret to wherever a 307 points), no cookies, no proxy by accident, no decompression (a bomb), no log of addresses, no trace headers.
/// </summary>
public static class PlatformHttp
{
    public const string ClientName = "platform";

    /// <summary>The same for hosts that the operator did not write down: each address is checked before it is dialled. Connections are not shared with the other.</summary>
    public const string GuardedClientName = "platform-guarded";

    /// <summary>Bytes of an answer that are read; more is refused.</summary>
    public const int LargestAnswer = 256 * 1024;

    /// <summary>Everything of one call: connecting, sending, the whole body.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    private static readonly string UserAgent = "OAuthHub/" + typeof(PlatformHttp).Assembly.GetName().Version!.ToString(2);

    internal static void AddPlatformHttp(this IServiceCollection services)
    {
        services.Add(ClientName, _ => Handler());
        services.Add(GuardedClientName, provider =>
        {
            var (handler, dialling) = (Handler(), provider.GetRequiredService<GuardedDialling>());
            handler.ConnectCallback = (context, cancellationToken) => dialling.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return handler;
        });
    }

    private static void Add(this IServiceCollection services, string name, Func<IServiceProvider, HttpMessageHandler> handler) =>
        services.AddHttpClient(name, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan; // it would end with the headers; CallDeadline times the whole call
            client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        })
        .ConfigurePrimaryHttpMessageHandler(handler)
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan);

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        // A platform can do nothing with the hub's traceparent but see which accounts one trace renewed together; and tracestate and
        // baggage would hand on what some agent sent. The span of the call is made all the same.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 64,
    };
}
