using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthHub.Tests.Conventions.Canary;

/// <summary>Hears every trace and every measurement of the process, of all libraries.</summary>
internal sealed class Listening : IDisposable
{
    private readonly ConcurrentQueue<string> traces = new(), metrics = new();
    private readonly ActivityListener activities;
    private readonly MeterListener meters;

    public Listening()
    {
        activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(activities);
        meters = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        meters.Start();
    }

    /// <summary>How the addresses begin that only a person's browser calls, which here is a part of this process: its spans are not the hub's.</summary>
    public string? PersonsOwn { get; set; }

    public string Traces => string.Join('\n', traces);

    public string Metrics => string.Join('\n', metrics);

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
    }

    private void Keep(Activity activity)
    {
        if (PersonsOwn is not null && activity.GetTagItem("url.full") is string address && address.StartsWith(PersonsOwn, StringComparison.Ordinal)) return;
        traces.Enqueue($"{activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {activity.TraceStateString}");
        foreach (var (key, value) in activity.TagObjects.Concat(activity.Events.SelectMany(one => one.Tags)).Concat(activity.Links.SelectMany(link => link.Tags ?? []))) traces.Enqueue($"{activity.Source.Name} {key}={value}");
        foreach (var (key, value) in activity.Baggage) traces.Enqueue($"{key}={value}");
    }

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags) metrics.Enqueue($"{instrument.Name} {key}={value}");
    }
}
