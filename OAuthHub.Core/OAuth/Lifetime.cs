using System.Globalization;
using System.Text.Json;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// Reads how long something lives. Whatever a platform sends here, no token is lost for it: text, fractions, negative and absurd
/// numbers all become something.
/// </summary>
internal static class Lifetime
{
    /// <summary>Longer lives are not believed: they are cut to a year.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    // Above this an absolute time is in milliseconds: in seconds it would be the year 5138.
    private const double MillisecondsFrom = 1e11;

    /// <summary>Seconds from 0 to a year, or null when there is no number to be read, or a negative one: that is no length of time.</summary>
    public static double? Seconds(JsonElement? element)
    {
        if (element is null || element.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return null;
        var text = JsonPath.Text(element)!.Trim();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || double.IsNaN(seconds) || seconds < 0) return null;
        return Math.Min(seconds, Longest.TotalSeconds);
    }

    /// <summary>The number as it was sent, for comparing with a platform's words for "never".</summary>
    public static bool IsOneOf(JsonElement? element, IReadOnlyList<long> values) =>
        values.Count > 0 && JsonPath.Text(element) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && values.Any(value => (double)value == number);

    /// <summary>ISO 8601, or the epoch in seconds or milliseconds; null when it is neither.</summary>
    public static DateTimeOffset? Absolute(JsonElement? element, DateTimeOffset now)
    {
        if (JsonPath.Text(element) is not { } text) return null;
        DateTimeOffset at;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var epoch) && !double.IsNaN(epoch))
            at = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(epoch >= MillisecondsFrom ? epoch / 1000 : epoch, 0, MillisecondsFrom));
        else if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at)) return null;
        return at < now + Longest ? at : now + Longest;
    }
}
