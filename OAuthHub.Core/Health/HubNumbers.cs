using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Health;

/// <summary>
/// What this process's meter says, kept for a day: whoever has no metrics stack sees the same numbers. It hears the meter itself, so
/// nothing is measured twice. Memory is bounded by the platforms of the catalogue and two rings of buckets for each that is in use.
/// </summary>
public sealed class HubNumbers : IDisposable
{
    /// <summary>What is heard. Not the backlog: it is only counted while somebody collects it, and the page counts for itself.</summary>
    private static readonly Dictionary<string, object> Heard = new(StringComparer.Ordinal)
    {
        [TelemetryNames.TokensHandedOut] = What.HandedOut,
        [TelemetryNames.TokenRemainingLife] = What.Life,
        [TelemetryNames.TokensRejected] = What.Rejected,
        [TelemetryNames.ReadWait] = What.Wait,
        [TelemetryNames.Refreshes] = What.Refresh,
        [TelemetryNames.RefreshDuration] = What.Took,
        [TelemetryNames.RefreshAheadOfExpiry] = What.Ahead,
        [TelemetryNames.GrantsLost] = What.Lost,
        [TelemetryNames.PlatformPauses] = What.Pause,
    };

    private readonly ConcurrentDictionary<string, Rings> platforms = new(StringComparer.Ordinal);
    private readonly MeterListener listener;
    private readonly TimeProvider time;

    public HubNumbers(HubMeter meter, TimeProvider time)
    {
        this.time = time;
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter.Meter) && Heard.TryGetValue(instrument.Name, out var what)) self.EnableMeasurementEvents(instrument, what);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, what) => Keep((What)what!, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, what) => Keep((What)what!, value, tags));
        listener.Start();
    }

    private enum What { HandedOut, Life, Rejected, Wait, Refresh, Took, Ahead, Lost, Pause }

    /// <summary>A copy of what one stretch of time holds, by platform; only those with which anything happened.</summary>
    public Dictionary<string, Tally> Read(HealthRange range, long number)
    {
        var found = new Dictionary<string, Tally>(StringComparer.Ordinal);
        foreach (var (platform, rings) in platforms)
            if (rings.Copy(range, number) is { } tally) found.Add(platform, tally);
        return found;
    }

    public void Dispose() => listener.Dispose();

    private void Keep(What what, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? platform = null, word = null;
        foreach (var (name, text) in tags)
        {
            if (name is TelemetryNames.Platform) platform = text as string;
            else word = text as string;
        }
        if (platform is not null) platforms.GetOrAdd(platform, static _ => new Rings()).Keep(time.GetUtcNow(), what, value, word ?? "");
    }

    /// <summary>Of one platform.</summary>
    private sealed class Rings
    {
        private readonly Lock gate = new();
        private readonly TallyRing hour = new(HealthRange.Hour);
        private readonly TallyRing day = new(HealthRange.Day);

        public void Keep(DateTimeOffset now, What what, double value, string word)
        {
            lock (gate)
            {
                Keep(hour.At(now), what, value, word);
                Keep(day.At(now), what, value, word);
            }
        }

        public Tally? Copy(HealthRange range, long number)
        {
            lock (gate)
            {
                return (range == HealthRange.Hour ? hour : day).Find(number) is { } found ? Tally.Sum(found) : null;
            }
        }

        private static void Keep(Tally tally, What what, double value, string word)
        {
            switch (what)
            {
                case What.HandedOut: tally.HandedOut += (long)value; break;
                case What.Life: tally.Life.Add(value); break;
                case What.Rejected: tally.Rejected += (long)value; break;
                case What.Refresh: Tally.Count(tally.Refreshes, word, (long)value); break;
                // What found nothing to do took no time of the platform's.
                case What.Took when word is not ("fresh" or "gone"): tally.Took.Add(value); break;
                case What.Ahead: tally.Ahead.Add(value); break;
                case What.Lost: Tally.Count(tally.Lost, word, (long)value); break;
                case What.Pause: tally.Pauses += (long)value; break;
                case What.Wait:
                    Tally.Count(tally.Waits, word);
                    tally.Waited.Add(value);
                    break;
            }
        }
    }
}
