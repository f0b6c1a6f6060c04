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

    /// <summary>A grant that is said to last longer than thirty years is one without end.</summary>
    private static readonly TimeSpan LongestGrant = TimeSpan.FromDays(30 * 365);

    // Above this an absolute time is in milliseconds: in seconds it would be the year 5138.
    private const double MillisecondsFrom = 1e11;

    /// <summary>Seconds from 0 to a year, or null when there is no number to be read, or a negative one: that is no length of time.</summary>
    public static double? Seconds(JsonElement? element) => Number(element) is { } seconds ? Math.Min(seconds, Longest.TotalSeconds) : null;

    /// <summary>The end of what outlives access tokens: a refresh token, a grant. Null: none is named, or one so far away that it is none.</summary>
    /// <param name="seconds">From <paramref name="now"/> on; zero says nothing.</param>
    /// <param name="at">ISO 8601, or the epoch.</param>
    public static DateTimeOffset? GrantEnd(JsonElement? seconds, JsonElement? at, DateTimeOffset now) =>
        Number(seconds) is > 0 and var length ? (length <= LongestGrant.TotalSeconds ? now.AddSeconds(length) : null)
        : Time(at) is { } end && end > now && end <= now + LongestGrant ? end
        : null;

    private static double? Number(JsonElement? element)
    {
        if (element is null || element.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)) return null;
        var text = JsonPath.Text(element)?.Trim();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && !double.IsNaN(seconds) && seconds >= 0 ? seconds : null;
    }

    /// <summary>The number as it was sent, for comparing with a platform's words for "never".</summary>
    public static bool IsOneOf(JsonElement? element, IReadOnlyList<long> values) =>
        values.Count > 0 && JsonPath.Text(element) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && values.Any(value => (double)value == number);

    /// <summary>ISO 8601, or the epoch in seconds or milliseconds; null when it is neither.</summary>
    public static DateTimeOffset? Absolute(JsonElement? element, DateTimeOffset now) =>
        Time(element) is not { } at ? null : at < now + Longest ? at : now + Longest;

    private static DateTimeOffset? Time(JsonElement? element)
    {
        if (JsonPath.Text(element) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var epoch) && !double.IsNaN(epoch))
            return DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(epoch >= MillisecondsFrom ? epoch / 1000 : epoch, 0, MillisecondsFrom));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
