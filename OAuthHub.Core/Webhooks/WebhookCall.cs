using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Webhooks;

/// <summary>
/// Sends one message, signed, through the guard that every address goes through which somebody typed: https, public names, checked where they
/// are dialled, no redirects. What the endpoint answers is not read.
/// </summary>
public sealed class WebhookCall(IHttpClientFactory clients, HostRule hosts, TimeProvider time)
{
    private const int LongestUrl = 2048;

    /// <summary>Why an address cannot be an endpoint, for whoever typed it. Null: it can.</summary>
    public string? FindRefusal(string? text, out Uri url)
    {
        url = null!;
        if (text is not { Length: > 0 and <= LongestUrl } || !Uri.TryCreate(text, UriKind.Absolute, out var read) || read.Scheme != Uri.UriSchemeHttps || read.UserInfo.Length > 0 || read.Fragment.Length > 0)
            return "url is an https address of at most 2048 characters, without a user and without a fragment.";
        url = read;
        var host = read.IsDefaultPort ? read.IdnHost : $"{read.IdnHost}:{read.Port}";
        return hosts.Check(read.HostNameType is UriHostNameType.IPv6 ? read.Authority : host) is HostReading.Refused(var why) ? why : null;
    }

    public async Task<WebhookResult> SendAsync(WebhookEndpoint endpoint, string id, string body, CancellationToken cancellationToken)
    {
        if (!hosts.Allows(endpoint.Url)) return new WebhookResult("blocked_address", null, null);
        var now = time.GetUtcNow();
        using var deadline = new CallDeadline(time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Time(now));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(endpoint.SecretsAt(now), id, now, body));
        try
        {
            using var response = await clients.CreateClient(PlatformHttp.GuardedClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var status = (int)response.StatusCode;
            var retryAfter = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;
            return new WebhookResult(status is >= 200 and < 300 ? WebhookResult.Delivered : "refused", status, retryAfter);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return new WebhookResult("timeout", null, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new WebhookResult(failure is BlockedAddressException || failure.InnerException is BlockedAddressException ? "blocked_address" : "unreachable", null, null);
        }
    }
}

/// <param name="Outcome">See <see cref="WebhookAttempt"/>.</param>
public sealed record WebhookResult(string Outcome, int? Status, TimeSpan? RetryAfter)
{
    public const string Delivered = "delivered";

    public bool IsDelivered => Outcome is Delivered;

    /// <summary>It asks in so many words for nothing more.</summary>
    public bool IsGone => Status == 410;
}
