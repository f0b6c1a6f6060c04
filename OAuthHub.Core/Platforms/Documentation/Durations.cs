namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>Seconds as people say them.</summary>
internal static class Durations
{
    private static readonly (long Seconds, string Name)[] Units = [(86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];

    /// <summary>In the largest unit in which it is a whole number, or nearly.</summary>
    public static string InWords(long seconds)
    {
        foreach (var (size, name) in Units)
        {
            var count = (seconds + (size / 2)) / size;
            var off = Math.Abs(seconds - (count * size));
            if (count == 0 || off * 100 > seconds) continue;
            return FormattableString.Invariant($"{(off == 0 ? "" : "about ")}{count} {name}{(count == 1 ? "" : "s")}");
        }
        return FormattableString.Invariant($"{seconds} seconds");
    }
}
