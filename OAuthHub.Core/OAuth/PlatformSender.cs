using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Network;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// Sends one request and reads the answer whole, within 20 s and 256 KiB. Never repeats anything; knows afterwards whether the
/// request can have been processed. A request goes through the guard unless it is marked as going where the operator said
/// (<see cref="OperatorOrigins"/>).
/// </summary>
public sealed partial class PlatformSender(IHttpClientFactory clients, HostRule hosts, TimeProvider time, ILogger<PlatformSender> logger)
{
    /// <param name="maySend">Asked when the body is about to leave, or the request, if it has none.</param>
    public async Task<TokenAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, Func<bool>? maySend = null)
    {
        using var timeout = new CallDeadline(time);
        return await SendAsync(request, maySend, timeout, hear: null, cancellationToken);
    }

    /// <param name="timeout">Ends the call; several requests that are one call to whoever waits share it.</param>
    /// <param name="hear">Sees the head of the answer, whatever becomes of the rest.</param>
    internal async Task<TokenAnswer> SendAsync(HttpRequestMessage request, Func<bool>? maySend, CallDeadline timeout, Action<HttpResponseMessage>? hear, CancellationToken cancellationToken)
    {
        var isGuarded = !OperatorOrigins.Include(request);
        if (isGuarded && !hosts.Allows(request.RequestUri!))
        {
            LogBlocked(logger, request.RequestUri!.Scheme, request.RequestUri.IdnHost, request.RequestUri.Port);
            return new TokenAnswer.NotProcessed("blocked_address", null);
        }
        var sentAt = time.GetUtcNow();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var watched = request.Content is null ? null : new WatchedContent(request.Content, maySend);
        if (watched is not null) request.Content = watched;
        HttpResponseMessage? response = null;
        try
        {
            if (watched is null && maySend?.Invoke() is false) throw new TooLateException();
            response = await clients.CreateClient(isGuarded ? PlatformHttp.GuardedClientName : PlatformHttp.ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            hear?.Invoke(response);
            var retryAfter = RetryAfter(response.Headers.RetryAfter);
            if (response.StatusCode is HttpStatusCode.TooManyRequests) return new TokenAnswer.NotProcessed("rate_limited", retryAfter);
            var (body, isWhole) = await ReadAsync(response.Content, both.Token);
            var raw = new RawAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), body, sentAt, time.GetUtcNow(), retryAfter);
            return (int)response.StatusCode switch
            {
                _ when !isWhole => new TokenAnswer.Unknown("platform_bad_response", raw),
                >= 300 and < 400 => new TokenAnswer.Unknown("platform_bad_response", raw), // not followed: it would carry the secret along
                >= 500 => new TokenAnswer.Unknown("platform_unavailable", raw),
                _ => new TokenAnswer.Received(raw),
            };
        }
        catch (OperationCanceledException) when (timeout.IsOver)
        {
            return WasSent(watched) ? new TokenAnswer.Unknown("platform_timeout", null) : new TokenAnswer.NotProcessed("platform_unavailable", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The connect time-out, as long as nothing was sent.
            return response is not null || WasSent(watched) ? new TokenAnswer.Unknown("platform_timeout", null) : new TokenAnswer.NotProcessed("platform_unavailable", null);
        }
        catch (Exception failure) when (failure is TooLateException || failure.InnerException is TooLateException)
        {
            return new TokenAnswer.NotSent();
        }
        catch (HttpRequestException failure) when (failure.InnerException is BlockedAddressException)
        {
            return new TokenAnswer.NotProcessed("blocked_address", null);
        }
        catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
        {
            return new TokenAnswer.NotProcessed("platform_tls_error", null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            var code = failure is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse } ? "platform_bad_response" : "platform_unavailable";
            return response is not null || WasSent(watched) ? new TokenAnswer.Unknown(code, null) : new TokenAnswer.NotProcessed(code, null);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static bool WasSent(WatchedContent? content) => content is null || content.WasSerialized;

    private static async Task<(byte[] Body, bool IsWhole)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (body.Length + read > PlatformHttp.LargestAnswer) return (body.ToArray(), false);
                body.Write(buffer, 0, read);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (body.ToArray(), false); // cut in the middle: what came is kept
        }
        return (body.ToArray(), true);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 1, 3600));
    }

    /// <summary>Notes when the last byte of the body was handed to the connection.</summary>
    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent inner;
        private readonly Func<bool>? maySend;

        public WatchedContent(HttpContent inner, Func<bool>? maySend)
        {
            (this.inner, this.maySend) = (inner, maySend);
            foreach (var (name, values) in inner.Headers) Headers.TryAddWithoutValidation(name, values);
        }

        public bool WasSerialized { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            if (maySend?.Invoke() is false) throw new TooLateException();
            // From here on bytes may reach the platform: a short body may arrive whole even when the write fails.
            WasSerialized = true;
            await inner.CopyToAsync(stream, context);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = inner.Headers.ContentLength ?? 0;
            return inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scheme}, {Host}, port {Port}, which a person or a platform named, is not where the hub goes; nothing was sent. If it is a server of your own, add it to OAuthHub:Network:AllowedHosts")]
    private static partial void LogBlocked(ILogger logger, string scheme, string host, int port);

    /// <summary>Whoever sends has lost the right to meanwhile.</summary>
    private sealed class TooLateException : IOException;
}
