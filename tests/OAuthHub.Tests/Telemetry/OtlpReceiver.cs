using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Tests.Telemetry;

/// <summary>An OTLP collector (OTLP/HTTP, binary protobuf) that keeps all that it is sent, as bytes and as what they say.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver.app.MapPost("/v1/{signal}", receiver.ReceiveAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Every body, whatever it is.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. received.Select(one => one.Body)];

    public IReadOnlyList<OtlpSpan> Spans => [.. Scopes("/v1/traces").SelectMany(scope => scope.Message.Messages(2).Select(span => new OtlpSpan(
        scope.Service, scope.Message.Message(1).Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.Text(3), span.Attributes(9),
        [.. span.Messages(11).Select(one => one.Attributes(3))])))];

    /// <summary>Points of all exports, later ones last.</summary>
    public IReadOnlyList<OtlpPoint> Points => [.. Scopes("/v1/metrics").SelectMany(scope => scope.Message.Messages(2).SelectMany(metric => Read(scope.Service, metric)))];

    public IReadOnlyList<OtlpLog> Logs => [.. Scopes("/v1/logs").SelectMany(scope => scope.Message.Messages(2).Select(log =>
        new OtlpLog(scope.Service, scope.Message.Message(1).Text(1), log.Message(5).Text(1), log.Hex(9))))];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        received.Enqueue((context.Request.Path, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>Each request holds resources (1), each of them a description (1: attributes 1) and scopes (2).</summary>
    private IEnumerable<(string Service, ProtoMessage Message)> Scopes(string path) =>
        from one in received
        where one.Path == path
        from resource in new ProtoMessage(one.Body).Messages(1)
        from scope in resource.Messages(2)
        select (resource.Message(1).Attributes(1)["service.name"], scope);

    /// <summary>A gauge (5) and a sum (7) have numbers (value 4 or 6, attributes 7), a histogram (9) has counts (count 4, sum 5, attributes 9).</summary>
    private static IEnumerable<OtlpPoint> Read(string service, ProtoMessage metric)
    {
        var (name, unit) = (metric.Text(1), metric.Text(3));
        foreach (var number in metric.Message(5).Messages(1).Concat(metric.Message(7).Messages(1)))
            yield return new OtlpPoint(service, name, unit, number.Has(4) ? number.Double(4) : (long)number.Scalar(6), 0, number.Attributes(7));
        foreach (var histogram in metric.Message(9).Messages(1))
            yield return new OtlpPoint(service, name, unit, histogram.Scalar(4), histogram.Double(5), histogram.Attributes(9));
    }
}

/// <param name="Events">The attributes of each event.</param>
internal sealed record OtlpSpan(
    string Service, string Scope, string Name, string TraceId, string SpanId, string ParentId, string TraceState,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<IReadOnlyDictionary<string, string>> Events);

/// <param name="Value">The number; of a histogram, how many it counted.</param>
/// <param name="Sum">Of a histogram.</param>
internal sealed record OtlpPoint(string Service, string Name, string Unit, double Value, double Sum, IReadOnlyDictionary<string, string> Attributes);

internal sealed record OtlpLog(string Service, string Category, string Text, string TraceId);
