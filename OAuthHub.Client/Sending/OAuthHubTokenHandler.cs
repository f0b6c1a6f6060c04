using System.Net;

namespace OAuthHub.Client.Sending;

/// <summary>
/// Gives each request the token of one account, the way its platform wants it. When the platform answers 401 the hub is told which token was
/// refused, and the request is sent once more with the next one if its body can be sent again.
/// </summary>
/// <remarks>Whoever makes one without <c>AddOAuthHubToken</c> gives it an inner handler that follows no redirects: those would carry the token on.</remarks>
public sealed class OAuthHubTokenHandler(IOAuthHubTokens tokens, OAuthHubAccount account) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        TokenDestination.Check(request.RequestUri);
        var whose = request.AccountOr(account);
        var token = await tokens.GetAsync(whose, cancellationToken).ConfigureAwait(false);
        var sentOnce = await RequestBody.MakeReplayableAsync(request, cancellationToken).ConfigureAwait(false);

        var response = await SendWithAsync(request, token, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || sentOnce is { IsSpent: true }) return response;
        OAuthHubToken? next;
        try
        {
            next = await tokens.ReplaceAsync(whose, token, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        if (next is null) return response;
        response.Dispose();
        ClientTelemetry.Retried(whose.Platform);
        return await SendWithAsync(request, next, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Not supported: the token may have to be waited for.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The hub's token is waited for. Send the request with SendAsync, GetAsync or another asynchronous method.");

    private async Task<HttpResponseMessage> SendWithAsync(HttpRequestMessage request, OAuthHubToken token, CancellationToken cancellationToken)
    {
        var before = TokenPlacement.Put(request, token);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            before.Restore(request); // whoever prints the request afterwards prints no token
        }
    }
}
