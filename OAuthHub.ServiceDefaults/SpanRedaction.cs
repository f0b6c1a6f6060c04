using System.Diagnostics;
using OpenTelemetry;

namespace OAuthHub.ServiceDefaults;

/// <summary>
/// Lets through what is known to be harmless and drops the rest, whoever wrote it. The framework's spans hold addresses
/// (<c>url.full</c>, <c>url.path</c>, <c>url.query</c>) with codes, states and one-time tokens in them, and a failed call's exception,
/// whose message may repeat what the platform answered.
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    /// <summary>Of the framework's tags, these. Not the host either: a platform's may be a tenant's own, and ours is what a client says it is.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "error.type",
    };

    private const string LeftOut = "left out";

    /// <summary>An event cannot be taken off a span, but whoever listens may fill its fields first.</summary>
    private readonly ActivityListener exceptions = new()
    {
        ShouldListenTo = _ => true,
        ExceptionRecorder = (_, _, ref tags) =>
        {
            tags.Add("exception.message", LeftOut);
            tags.Add("exception.stacktrace", LeftOut);
        },
    };

    public SpanRedaction() => ActivitySource.AddActivityListener(exceptions);

    public override void OnEnd(Activity data)
    {
        // The hub's own spans have tags of a closed set (HubTraces); none of their values comes from outside.
        if (data.Source.Name is not Telemetry.Hub)
            foreach (var (name, _) in data.TagObjects.ToList())
                if (!Harmless.Contains(name)) data.SetTag(name, null);
        data.TraceStateString = ""; // comes with a request, and may be anything; null would mean its parent's
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) exceptions.Dispose();
        base.Dispose(disposing);
    }
}
