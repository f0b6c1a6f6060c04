using System.Collections.Concurrent;
using System.Diagnostics;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Tests.Telemetry;

/// <summary>Hears every span of this process; a test looks at those of its own trace.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private static readonly string[] Sources = [TelemetryNames.Hub, "Microsoft.AspNetCore", "System.Net.Http"];

    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public SpanRecorder()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => Sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Spans of a trace that have ended.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. ended.Where(span => span.TraceId == trace)];

    public IReadOnlyList<Activity> Of(ActivityTraceId trace, string name) => [.. Of(trace).Where(span => span.OperationName == name)];

    public Activity? Find(ActivitySpanId id) => ended.FirstOrDefault(span => span.SpanId == id);

    /// <summary>The names from a span up to the end of its trace that was heard.</summary>
    public IEnumerable<string> Ancestry(Activity? span)
    {
        for (; span is not null; span = Find(span.ParentSpanId)) yield return span.OperationName;
    }

    public static string Tags(Activity span) => string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    public void Dispose() => listener.Dispose();
}
