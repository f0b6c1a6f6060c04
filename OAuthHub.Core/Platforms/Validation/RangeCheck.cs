namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Numbers that can be meant.</summary>
internal static class RangeCheck
{
    /// <summary>Thirty years: whoever means "for ever" leaves the member out.</summary>
    private const long MostSeconds = 30L * 365 * 24 * 3600;

    public static IEnumerable<Finding> Check(Platform platform)
    {
        var (token, refresh, limits) = (platform.Token, platform.Refresh, platform.Limits);
        (string Field, double? Value, double Least, double Most)[] ranges =
        [
            ("token.defaultLifetimeSeconds", token.DefaultLifetimeSeconds, 1, MostSeconds),
            ("refresh.leewaySeconds", refresh.LeewaySeconds, 0, MostSeconds),
            ("refresh.minAgeSeconds", refresh.MinAgeSeconds, 0, MostSeconds),
            ("refresh.idleSeconds", refresh.IdleSeconds, 1, MostSeconds),
            ("refresh.absoluteSeconds", refresh.AbsoluteSeconds, 1, MostSeconds),
            ("limits.concurrency", limits.Concurrency, 1, 1000),
            ("limits.perSecond", limits.PerSecond, 0, 10_000),
            ("limits.liveGrants", limits.LiveGrants, 1, 1_000_000),
        ];
        return ranges.Where(range => range.Value < range.Least || range.Value > range.Most)
            .Select(range => new Finding(range.Field, FormattableString.Invariant($"is {range.Value}"), FormattableString.Invariant($"Give it {range.Least} to {range.Most}.")));
    }
}
