using System.Net.Http.Headers;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// Sends the calls of one client, each signed by the entry's quirks. When one of them says that the answer refused the request for its
/// signature alone, the request is made anew and leaves once more: it was certainly not processed, so no token is spent twice.
/// </summary>
internal static class SignedCalls
{
    /// <param name="create">Makes the request; asked a second time rather than copied, since what it says of the client may count only once (RFC 7523 section 3, <c>jti</c>).</param>
    /// <param name="maySend">As for <see cref="PlatformSender.SendAsync(HttpRequestMessage, CancellationToken, Func{bool}?)"/>; asked again before the second time.</param>
    public static async Task<TokenAnswer> SendAsync(this PlatformSender sender, PlatformClient client, Func<HttpRequestMessage> create, CancellationToken cancellationToken, Func<bool>? maySend = null)
    {
        using var deadline = new CallDeadline(client.Time);
        var (answer, isToRepeat) = await SendOnceAsync();
        return isToRepeat ? (await SendOnceAsync()).Answer : answer;

        async Task<(TokenAnswer Answer, bool IsToRepeat)> SendOnceAsync()
        {
            using var request = create();
            foreach (var quirk in client.Quirks) quirk.Sign(client, request);
            HttpResponseHeaders? headers = null;
            var received = await sender.SendAsync(request, maySend, deadline, response => headers = response.Headers, cancellationToken);
            var wantsMore = false;
            if (headers is not null)
                foreach (var quirk in client.Quirks) wantsMore |= quirk.Hear(client, request.RequestUri!, headers, received);
            return (received, wantsMore);
        }
    }

    /// <summary>A call that the entry describes by data; unsigned where it goes without authorization. Null: a template needs a value that nobody gave.</summary>
    public static async Task<TokenAnswer?> CallAsync(
        this PlatformSender sender, PlatformClient client, PlatformCall call, AccessToken token, IReadOnlyDictionary<string, string>? more, CancellationToken cancellationToken,
        IEnumerable<(string Name, string Value)>? extra = null)
    {
        var signer = call.Authorization is CallAuthorization.None ? client with { Quirks = [] } : client;
        try
        {
            return await sender.SendAsync(signer, () => CallRequests.Create(client, call, token, more, extra), cancellationToken);
        }
        catch (MissingValueException)
        {
            return null;
        }
    }
}
