using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace OAuthHub.Core.Health;

/// <summary>What happened with one platform in one stretch of time: the numbers of the meter, added up. Not safe for several threads.</summary>
public sealed class Tally
{
    /// <summary>By outcome; see docs/telemetry.md.</summary>
    public Dictionary<string, long> Refreshes { get; init; } = [];

    /// <summary>Reads that had to wait, by outcome.</summary>
    public Dictionary<string, long> Waits { get; init; } = [];

    /// <summary>Grants that ended, by cause.</summary>
    public Dictionary<string, long> Lost { get; init; } = [];

    public long HandedOut { get; set; }

    /// <summary>401s that agents or the proxy met.</summary>
    public long Rejected { get; set; }

    /// <summary>How often the platform asked for a pause.</summary>
    public long Pauses { get; set; }

    /// <summary>Seconds that a refresh took.</summary>
    public Spread Took { get; init; } = new();

    /// <summary>Seconds that the old token would have lived.</summary>
    public Spread Ahead { get; init; } = new();

    /// <summary>Seconds that tokens given out had left.</summary>
    public Spread Life { get; init; } = new();

    /// <summary>Seconds that reads waited.</summary>
    public Spread Waited { get; init; } = new();

    /// <summary>Refreshes that gave new tokens.</summary>
    [JsonIgnore]
    public long Refreshed => Refreshes.GetValueOrDefault("refreshed");

    /// <summary>Refreshes that were to give new tokens and did not.</summary>
    [JsonIgnore]
    public long Failed => Refreshes.Where(pair => pair.Key is not ("refreshed" or "fresh" or "gone")).Sum(pair => pair.Value);

    /// <summary>The share of the refreshes that gave new tokens, 0 to 1. Null: there was none.</summary>
    [JsonIgnore]
    public double? Success => Refreshed + Failed is > 0 and var all ? (double)Refreshed / all : null;

    /// <summary>All of them together, in a tally of its own.</summary>
    public static Tally Sum(params IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies) sum.Add(tally);
        return sum;
    }

    public void Add(Tally other)
    {
        Merge(Refreshes, other.Refreshes);
        Merge(Waits, other.Waits);
        Merge(Lost, other.Lost);
        (HandedOut, Rejected, Pauses) = (HandedOut + other.HandedOut, Rejected + other.Rejected, Pauses + other.Pauses);
        Took.Add(other.Took);
        Ahead.Add(other.Ahead);
        Life.Add(other.Life);
        Waited.Add(other.Waited);
    }

    /// <summary>One more of that word.</summary>
    internal static void Count(Dictionary<string, long> counts, string word, long by = 1) => CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _) += by;

    private static void Merge(Dictionary<string, long> into, Dictionary<string, long> from)
    {
        foreach (var (word, count) in from) Count(into, word, count);
    }
}
