using System.Globalization;

namespace OAuthHub.Api.Commands;

/// <summary>A time to come, as an operator writes it: from now on (<c>90d</c>, <c>12h</c>), a day, or a time.</summary>
internal static class ExpiryText
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    /// <exception cref="CommandException">It is none, or over.</exception>
    public static DateTimeOffset Read(string text, DateTimeOffset now)
    {
        var end = Span(text) is { } span ? now + span : Time(text) ?? throw Wrong($"{text} is no time");
        return end > now ? end : throw Wrong($"{text} is over");
    }

    private static TimeSpan? Span(string text) => text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 36_500
        ? text[^1] switch { 'd' => TimeSpan.FromDays(count), 'h' => TimeSpan.FromHours(count), _ => null }
        : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static CommandException Wrong(string what) =>
        new("wrong_usage", $"--expires: {what}. Give a time to come, such as 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z.", ExitCode.WrongUsage);
}
