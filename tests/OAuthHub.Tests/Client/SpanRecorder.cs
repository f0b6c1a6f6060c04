using System.Collections.Concurrent;
using System.Diagnostics;
using OAuthHub.Client;

namespace OAuthHub.Tests.Client;

/// <summary>Keeps what the .NET library's spans say: platform, question, outcome.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<string> stopped = new();
    private readonly ActivityListener listener;

    public SpanRecorder()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClientTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => stopped.Enqueue($"{span.GetTagItem("oauthhub.platform")} {span.GetTagItem("oauthhub.question")} {span.GetTagItem("oauthhub.outcome")}"),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IEnumerable<string> Stopped => stopped;

    public void Dispose() => listener.Dispose();
}
