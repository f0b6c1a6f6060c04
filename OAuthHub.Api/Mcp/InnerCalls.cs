using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace OAuthHub.Api.Mcp;

/// <summary>What one of the hub's routes answered.</summary>
/// <param name="IsCut">There was more than a tool gives back.</param>
internal sealed record InnerAnswer(int Status, string? ContentType, byte[] Body, bool IsCut, bool IsHubs);

/// <summary>
/// Calls the hub's own routes for agents, without a network between: a tool can do exactly what its key can do there, with the same limits, the
/// same answers and the same lines in the audit.
/// </summary>
internal sealed class InnerCalls(EndpointDataSource endpoints, IOptions<McpOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="outer">The request of the tool's caller, whose key and address count.</param>
    /// <param name="route">The pattern of the route, as it is mapped.</param>
    /// <param name="target">Path and query as they would be written.</param>
    public async Task<InnerAnswer> CallAsync(HttpContext outer, string route, string method, string target, IReadOnlyDictionary<string, string> routeValues, byte[]? body, string? contentType, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellationToken)
    {
        var endpoint = Find(route, method);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outer.RequestAborted);
        using var timeout = time.CreateTimer(state => ((CancellationTokenSource)state!).Cancel(), end, Longest, Timeout.InfiniteTimeSpan);
        await using var output = new CappedStream(options.Value.MaxResultBytes, end.Cancel);
        var inner = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = end.Token };
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        (inner.Request.Method, inner.Request.Scheme, inner.Request.Host) = (method, outer.Request.Scheme, outer.Request.Host);
        inner.Request.Path = WebUtility.UrlDecode(mark < 0 ? target : target[..mark]);
        inner.Request.QueryString = new QueryString(mark < 0 ? "" : target[mark..]);
        inner.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        foreach (var (name, value) in routeValues) inner.Request.RouteValues[name] = value;
        foreach (var name in (string[])["Authorization", "X-API-Key"])
            if (outer.Request.Headers.TryGetValue(name, out var key)) inner.Request.Headers[name] = key;
        foreach (var (name, value) in headers ?? new Dictionary<string, string>()) inner.Request.Headers[name] = value;
        if (body is not null) (inner.Request.Body, inner.Request.ContentLength, inner.Request.ContentType) = (new MemoryStream(body), body.Length, contentType);
        inner.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(body is not null));
        inner.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        inner.Response.Body = output;
        inner.SetEndpoint(endpoint);
        try
        {
            await endpoint.RequestDelegate!(inner);
        }
        catch (OperationCanceledException) when (output.IsCut)
        {
            // As much as is given back has come.
        }
        return new InnerAnswer(inner.Response.StatusCode, inner.Response.ContentType, output.ToArray(), output.IsCut, inner.Response.Headers["X-OAuthHub-Source"] != "platform");
    }

    private RouteEndpoint Find(string route, string method) => endpoints.Endpoints.OfType<RouteEndpoint>().First(endpoint =>
        string.Equals(endpoint.RoutePattern.RawText, route, StringComparison.Ordinal) &&
        (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 } methods || methods.HttpMethods.Contains(method, StringComparer.OrdinalIgnoreCase)));

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    /// <summary>Keeps what comes up to a limit; then it ends the call.</summary>
    private sealed class CappedStream(int most, Action end) : MemoryStream
    {
        public bool IsCut { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var room = most - (int)Length;
            base.Write(buffer[..Math.Min(room, buffer.Length)]);
            if (buffer.Length <= room) return;
            IsCut = true;
            end();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
