using System.Globalization;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using static OAuthHub.Tests.Refresh.Samples;

namespace OAuthHub.Tests.Refresh;

public sealed class RefreshScheduleTests
{
    private static readonly RefreshRules Plain = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(3600)]
    [InlineData(7200)]
    [InlineData(86_400)]
    public void Due_at_three_quarters_of_the_life_give_or_take_a_twentieth_the_same_for_ever(double life)
    {
        var shares = Ids(500).Select(id => Due(id, life) / life).ToList();
        Assert.All(shares, share => Assert.InRange(share, 0.70, 0.80));
        Assert.InRange(shares.Min(), 0.70, 0.71);
        Assert.InRange(shares.Max(), 0.79, 0.80);
        Assert.Equal(shares, Ids(500).Select(id => Due(id, life) / life));
    }

    [Theory]
    [InlineData(121, 91)]
    [InlineData(130, 100)]
    [InlineData(145, 115)]
    public void A_life_above_two_minutes_is_renewed_thirty_seconds_before_its_end_at_the_latest(double life, double latest)
    {
        var due = Ids(500).Select(id => Due(id, life)).ToList();
        Assert.All(due, at => Assert.True(at <= latest + 1e-6, $"{at} > {latest}"));
        Assert.Contains(due, at => Math.Abs(at - latest) < 1e-6);
    }

    [Fact]
    public void F43_ten_thousand_tokens_of_equal_expiry_do_not_come_due_together()
    {
        var perSecond = Ids(10_000).GroupBy(id => (int)Due(id, 3600)).Select(second => second.Count()).ToList();
        Assert.InRange(perSecond.Count, 300, 362); // a tenth of an hour
        Assert.True(perSecond.Max() < 70, $"{perSecond.Max()} at once");
    }

    [Theory]
    [InlineData(3600.0, 0, null, null, 2700.0)] // the access token decides
    [InlineData(3600.0, 3000, null, null, 3000.0)] // not before the platform renews it
    [InlineData(3600.0, 0, 1000L, null, 500.0)] // keep-alive at half the idle limit
    [InlineData(3600.0, 0, 100_000L, null, 2700.0)]
    [InlineData(3600.0, 0, null, 2000.0, 1800.0)] // a refresh token that ends first is renewed before it
    [InlineData(3600.0, 0, null, 100_000.0, 2700.0)]
    [InlineData(null, 0, null, null, null)] // no known end
    [InlineData(null, 0, 1000L, null, 500.0)]
    [InlineData(null, 0, null, 1000.0, 900.0)]
    [InlineData(3600.0, 600, 1000L, null, 600.0)]
    public void What_ends_first_decides_when_it_is_due(double? life, long minAge, long? idle, double? refreshLife, double? expected)
    {
        var tokens = Tokens(life) with { RefreshExpiresAt = refreshLife is { } seconds ? At(seconds) : null };
        var due = RefreshSchedule.DueAt("con_1", tokens, new RefreshRules { MinAgeSeconds = minAge, IdleSeconds = idle });
        if (expected is null) Assert.Null(due);
        else Assert.InRange((due!.Value - Now).TotalSeconds, expected.Value * (expected == 2700 ? 0.93 : 1) - 0.001, expected.Value * (expected == 2700 ? 1.07 : 1) + 0.001);
    }

    [Fact]
    public void F41_what_cannot_be_refreshed_is_looked_at_when_a_tenth_of_its_life_is_left_or_a_week()
    {
        Assert.Equal(At(540), RefreshSchedule.DueAt("con_1", Tokens(600, hasRefreshToken: false), Plain));
        Assert.Equal(At(540), RefreshSchedule.DueAt("con_1", Tokens(600), new RefreshRules { Supported = false }));
        Assert.Equal(At(54 * 86_400), RefreshSchedule.DueAt("con_1", Tokens(60 * 86_400, hasRefreshToken: false), Plain));
        Assert.Equal(At(358 * 86_400), RefreshSchedule.DueAt("con_1", Tokens(365 * 86_400, hasRefreshToken: false), Plain));
        Assert.Null(RefreshSchedule.DueAt("con_1", Tokens(null, hasRefreshToken: false), Plain));
        Assert.True(RefreshSchedule.CanRefresh(Tokens(600, hasRefreshToken: false), new RefreshRules { UsesLiveAccessToken = true }));
    }

    [Theory]
    // an hour: reads wait within the last minute
    [InlineData(3600, 2700, 0, 0, ReadDecision.Serve)]
    [InlineData(3600, 2700, 2700, 0, ReadDecision.ServeAndRefresh)]
    [InlineData(3600, 2700, 3539, 0, ReadDecision.ServeAndRefresh)]
    [InlineData(3600, 2700, 3540, 0, ReadDecision.WaitForRefresh)]
    [InlineData(3600, 2700, 3600, 0, ReadDecision.WaitForRefresh)]
    [InlineData(3600, 2700, 9999, 0, ReadDecision.WaitForRefresh)]
    // a minute: within its last tenth
    [InlineData(60, 45, 53, 0, ReadDecision.ServeAndRefresh)]
    [InlineData(60, 45, 54, 0, ReadDecision.WaitForRefresh)]
    [InlineData(5, 3.75, 4.4, 0, ReadDecision.ServeAndRefresh)]
    [InlineData(5, 3.75, 4.5, 0, ReadDecision.WaitForRefresh)]
    // backing off: the due time is far away, and the token is served while it lives
    [InlineData(3600, 9000, 3000, 0, ReadDecision.Serve)]
    [InlineData(3600, 9000, 3550, 0, ReadDecision.WaitForRefresh)]
    // min_ttl
    [InlineData(3600, 2700, 100, 3500, ReadDecision.Serve)]
    [InlineData(3600, 2700, 101, 3500, ReadDecision.WaitForRefresh)]
    [InlineData(3600, 2700, 10, 86_400, ReadDecision.Serve)] // a fresh token has no more: not waited for twice
    [InlineData(3600, 2700, 30, 86_400, ReadDecision.WaitForRefresh)]
    public void A_read_serves_refreshes_behind_or_waits(double life, double due, double at, double minimum, ReadDecision expected) =>
        Assert.Equal(expected, RefreshSchedule.Decide(Tokens(life), At(due), Plain, At(at), TimeSpan.FromSeconds(minimum)));

    [Fact]
    public void A_token_without_end_is_served_and_one_that_cannot_be_renewed_until_its_end()
    {
        Assert.Equal(ReadDecision.Serve, RefreshSchedule.Decide(Tokens(null), null, Plain, At(1e9), TimeSpan.FromDays(1)));
        Assert.Equal(ReadDecision.Serve, RefreshSchedule.Decide(Tokens(600, hasRefreshToken: false), At(600), Plain, At(599), TimeSpan.FromDays(1)));
        Assert.Equal(ReadDecision.WaitForRefresh, RefreshSchedule.Decide(Tokens(600, hasRefreshToken: false), At(600), Plain, At(600), TimeSpan.Zero));
    }

    [Theory]
    [InlineData(3600.0, true, 2700.0, 2700.0)] // then it is due
    [InlineData(3600.0, true, 3590.0, 3540.0)] // reads wait in the last minute
    [InlineData(100.0, true, null, 90.0)] // or in the last tenth
    [InlineData(3600.0, false, 3000.0, 3600.0)] // nothing renews it
    public void Until_when_a_token_is_served_is_until_the_decision_changes(double life, bool hasRefreshToken, double? due, double expected)
    {
        var (tokens, dueAt) = (Tokens(life, hasRefreshToken: hasRefreshToken), due is { } at ? At(at) : (DateTimeOffset?)null);
        var until = RefreshSchedule.ServedUntil(tokens, dueAt, Plain);
        Assert.Equal(At(expected), until);
        Assert.Equal(ReadDecision.Serve, RefreshSchedule.Decide(tokens, dueAt, Plain, until.AddTicks(-1), TimeSpan.Zero));
        Assert.NotEqual(ReadDecision.Serve, RefreshSchedule.Decide(tokens, dueAt, Plain, until, TimeSpan.Zero));
    }

    [Fact]
    public void A_token_without_a_known_end_is_served_for_ever() => Assert.Equal(DateTimeOffset.MaxValue, RefreshSchedule.ServedUntil(Tokens(null), At(600), Plain));

    [Theory]
    [InlineData(60, 15)]
    [InlineData(5, 1.25)]
    [InlineData(3600, 30)]
    public void F49_between_two_exchanges_there_is_always_a_pause(double life, double pause)
    {
        Assert.Equal(TimeSpan.FromSeconds(pause), RefreshSchedule.PauseBetweenExchanges(Tokens(life)));
        Assert.All(Ids(100), id => Assert.True(Due(id, life) > pause));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(5, 64)]
    [InlineData(9, 900)]
    [InlineData(20, 900)]
    [InlineData(int.MaxValue, 900)]
    public void Backing_off_is_anything_between_a_quarter_second_and_the_ceiling(int failures, double ceiling)
    {
        var pauses = Enumerable.Range(0, 400).Select(_ => RefreshSchedule.Backoff(failures).TotalSeconds).ToList();
        Assert.All(pauses, pause => Assert.InRange(pause, 0.25, ceiling));
        Assert.True(pauses.Max() > ceiling * 0.9);
        Assert.True(pauses.Distinct().Count() > 100);
    }

    private static double Due(string id, double life) => (RefreshSchedule.DueAt(id, Tokens(life), Plain)!.Value - Now).TotalSeconds;

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(number => "con_" + number.ToString(CultureInfo.InvariantCulture));
}
