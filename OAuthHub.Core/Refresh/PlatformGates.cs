using System.Collections.Concurrent;
using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Keeps the hub polite: per platform a number of requests in flight, a rate, a pause that the platform asked for, and a
/// circuit breaker. One platform's trouble never slows another.
/// </summary>
public sealed class PlatformGates
{
    /// <summary>What a platform may ask for (<see cref="OAuth.PlatformSender"/>), and the difference of two clocks.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1.1);

    private readonly ConcurrentDictionary<string, PlatformGate> gates = new();
    private readonly PlatformCatalog catalog;
    private readonly IChangeEvents changes;
    private readonly HubMeter meter;
    private readonly TimeProvider time;

    public PlatformGates(PlatformCatalog catalog, IChangeEvents changes, HubMeter meter, TimeProvider time)
    {
        (this.catalog, this.changes, this.meter, this.time) = (catalog, changes, meter, time);
        changes.Subscribe(Heed);
    }

    public PlatformGate For(Platform platform) => gates.GetOrAdd(platform.Id, _ => new PlatformGate(platform.Limits, time));

    /// <summary>Of the platforms to which this process has sent anything, by id.</summary>
    public IEnumerable<KeyValuePair<string, GateState>> States => gates.Select(gate => KeyValuePair.Create(gate.Key, gate.Value.State));

    /// <summary>The platform asked for a pause (429 with Retry-After): it means the whole hub, whichever of its processes it told.</summary>
    public void Pause(Platform platform, TimeSpan length)
    {
        For(platform).Pause(length);
        meter.Paused(platform.Id);
        changes.Publish(new HubChange("pause", platform.Id, null, platform.Id, (time.GetUtcNow() + length).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
    }

    private void Heed(HubChange change)
    {
        if (change is not { FromAnother: true, Subject: "pause" } || catalog.Find(change.Platform) is not { } platform) return;
        if (!long.TryParse(change.What, NumberStyles.None, CultureInfo.InvariantCulture, out var until)) return;
        var length = DateTimeOffset.FromUnixTimeMilliseconds(until) - time.GetUtcNow();
        if (length > TimeSpan.Zero && length < LongestPause) For(platform).Pause(length);
    }
}
