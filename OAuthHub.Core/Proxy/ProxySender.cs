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
    public async Task<ProxyReply> SendAsync(HttpRequestMessage request, PlatformClient client, bool isGuarded, CallWatch watch)
    {
        foreach (var quirk in client.Quirks) quirk.Sign(client, request);
        try
        {
            var response = await (isGuarded ? guarded : open).SendAsync(request, watch.Token);
            return new ProxyReply.Answered(response, WantsAnotherSignature(request, client, response));
        }
        catch (OperationCanceledException) when (watch.HasCallerLeft)
        {
            return new ProxyReply.Left();
        }
        catch (OperationCanceledException) when (watch.IsTooLate)
        {
            return new ProxyReply.Failed("upstream_timeout");
        }
        catch (OperationCanceledException)
        {
            return new ProxyReply.Failed("upstream_unavailable"); // the connect time-out
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return watch.HasCallerLeft ? new ProxyReply.Left() : new ProxyReply.Failed(CodeOf(failure));
        }
    }

    public void Dispose()
    {
        open.Dispose();
        guarded.Dispose();
    }

    private bool WantsAnotherSignature(HttpRequestMessage request, PlatformClient client, HttpResponseMessage response)
    {
        var wants = false;
        if (client.Quirks.Count == 0) return wants;
        var head = new TokenAnswer.Received(new RawAnswer((int)response.StatusCode, null, [], time.GetUtcNow(), time.GetUtcNow(), null));
        foreach (var quirk in client.Quirks) wants |= quirk.Hear(client, request.RequestUri!, response.Headers, head);
        return wants;
    }

    private static string CodeOf(Exception failure) => failure switch
    {
        { InnerException: BlockedAddressException } => "blocked_address",
        { InnerException: AuthenticationException } => "upstream_tls_error",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse } => "upstream_bad_response",
        _ => "upstream_unavailable",
    };
}

/// <summary>How sending a call ended.</summary>
public abstract record ProxyReply
{
    private ProxyReply() { }

    /// <param name="WantsAnotherSignature">The platform refused it for its signature alone and did certainly nothing.</param>
    public sealed record Answered(HttpResponseMessage Response, bool WantsAnotherSignature) : ProxyReply;

    /// <param name="Code">A problem's code.</param>
    public sealed record Failed(string Code) : ProxyReply;

    /// <summary>The caller is gone, so there is nobody to tell.</summary>
    public sealed record Left : ProxyReply;
}
