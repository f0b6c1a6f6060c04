using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace OAuthHub.Core.Health;

/// <summary>
/// How values spread, in bins each a twentieth wider than the one before: quantiles of any number of values in little memory. Those of two
/// processes, or of sixty minutes, add up to what one would have counted.
/// </summary>
public sealed class Spread
{
    /// <summary>A millisecond; what is less counts as nothing.</summary>
    private const double Least = 0.001;

    private static readonly double Width = Math.Log(1.05);

    /// <summary>By number; 0 holds what is less than <see cref="Least"/>.</summary>
    [JsonPropertyName("b")]
    public Dictionary<int, Bin> Bins { get; init; } = [];

    [JsonIgnore]
    public long Count => Bins.Values.Sum(bin => bin.Count);

    /// <param name="value">Seconds.</param>
    public void Add(double value) => Add(value < Least ? 0 : 1 + (int)(Math.Log(value / Least) / Width), new Bin(1, Math.Max(0, value)));

    public void Add(Spread other)
    {
        foreach (var (number, bin) in other.Bins) Add(number, bin);
    }

    /// <summary>The value below which that share lies, within a twentieth; exact where all of its bin are equal. Null: there are no values.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Quantile(double share)
    {
        var rest = Math.Max(1, (long)Math.Ceiling(share * Count));
        foreach (var (_, bin) in Bins.OrderBy(pair => pair.Key))
            if ((rest -= bin.Count) <= 0) return bin.Sum / bin.Count;
        return null;
    }

    private void Add(int number, Bin bin)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(Bins, number, out _);
        known = new Bin(known.Count + bin.Count, known.Sum + bin.Sum);
    }

    /// <param name="Sum">Of the values, for their mean.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Bin([property: JsonPropertyName("n")] long Count, [property: JsonPropertyName("s")] double Sum);
}
