using System.Security.Authentication;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Proxy;

/// <summary>Sends an agent's call and waits for the head of the answer. Repeats nothing.</summary>
public sealed class ProxySender(IHttpMessageHandlerFactory handlers, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker open = new(handlers.CreateHandler(ProxyHttp.ClientName), disposeHandler: false);
    private readonly HttpMessageInvoker guarded = new(handlers.CreateHandler(ProxyHttp.GuardedClientName), disposeHandler: false);

    /// <param name="request">Signed by the entry's quirks here; whoever made it keeps it until the answer was read.</param>
    /// <exception cref="HttpRequestException">No answer came; <see cref="CodeOf"/> says what that is called.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    /// <exception cref="OperationCanceledException">Likewise, or the caller has left.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, PlatformClient client, bool isGuarded, CallWatch watch)
    {
        foreach (var quirk in client.Quirks) quirk.Sign(client, request);
        return (isGuarded ? guarded : open).SendAsync(request, watch.Token);
    }

    /// <summary>Whether the platform refused it for its signature alone and did certainly nothing.</summary>
    public bool WantsAnotherSignature(HttpRequestMessage request, PlatformClient client, HttpResponseMessage response)
    {
        var wants = false;
        if (client.Quirks.Count == 0) return wants;
        var head = new TokenAnswer.Received(new RawAnswer((int)response.StatusCode, null, [], time.GetUtcNow(), time.GetUtcNow(), null));
        foreach (var quirk in client.Quirks) wants |= quirk.Hear(client, request.RequestUri!, response.Headers, head);
        return wants;
    }

    /// <summary>The problem's code, for a caller that is still there.</summary>
    public static string CodeOf(Exception failure, CallWatch watch) => failure switch
    {
        OperationCanceledException => watch.IsTooLate ? "upstream_timeout" : "upstream_unavailable", // the latter when it took too long to connect
        { InnerException: BlockedAddressException } => "blocked_address",
        { InnerException: AuthenticationException } => "upstream_tls_error",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse } => "upstream_bad_response",
        _ => "upstream_unavailable",
    };

    public void Dispose()
    {
        open.Dispose();
        guarded.Dispose();
    }
}
