using System.Diagnostics.Metrics;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Telemetry;

/// <summary>Hears the meter of one hub, and not those of the tests beside it.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Measured> all = [];
    private readonly MeterListener listener;

    public MeterRecorder(HubHost hub)
        : this(hub.Get<HubMeter>())
    {
    }

    public MeterRecorder(HubMeter meter)
    {
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter.Meter)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What an instrument said, oldest first; each with its tags as <c>name=value</c>, in alphabetical order.</summary>
    public IReadOnlyList<Measured> Of(string instrument)
    {
        lock (gate) return [.. all.Where(measured => measured.Instrument == instrument)];
    }

    /// <summary>Asks those that only speak when they are asked.</summary>
    public IReadOnlyList<Measured> Observe(string instrument)
    {
        lock (gate) all.RemoveAll(measured => measured.Instrument == instrument);
        listener.RecordObservableInstruments();
        return Of(instrument);
    }

    public void Dispose() => listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        lock (gate) all.Add(new Measured(instrument.Name, value, text));
    }
}

internal sealed record Measured(string Instrument, double Value, string Tags)
{
    public (double Value, string Tags) Pair() => (Value, Tags);
}
