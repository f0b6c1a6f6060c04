using System.Text.Json;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

public sealed class LifetimeTests
{
    private const double Year = 31_536_000;

    [Theory]
    [InlineData("3600", 3600d)]
    [InlineData("\"3600\"", 3600d)]
    [InlineData("\" 3600 \"", 3600d)]
    [InlineData("3600.5", 3600.5)]
    [InlineData("3.6e3", 3600d)]
    [InlineData("0", 0d)]
    [InlineData("-1", null)]
    [InlineData("-1e400", null)]
    [InlineData("1e400", Year)]
    [InlineData("\"1e400\"", Year)]
    [InlineData("99999999999", Year)]
    [InlineData("1e15", Year)]
    [InlineData("\"Infinity\"", Year)]
    [InlineData("\"NaN\"", null)]
    [InlineData("\"abc\"", null)]
    [InlineData("\"1 hour\"", null)]
    [InlineData("\"0x10\"", null)]
    [InlineData("\"1,000\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[3600]", null)]
    [InlineData("""{"seconds":3600}""", null)]
    public void Seconds_are_from_nothing_to_a_year_or_not_known(string json, double? seconds) => Assert.Equal(seconds, Lifetime.Seconds(Samples.Json(json)));

    [Fact]
    public void What_is_absent_is_not_known()
    {
        Assert.Null(Lifetime.Seconds(null));
        Assert.Null(Lifetime.Seconds(default(JsonElement)));
        Assert.Null(Lifetime.Absolute(null, HubHost.Start));
    }

    [Theory]
    [InlineData("\"2030-01-01T13:00:00Z\"", 3600)]
    [InlineData("\"2030-01-01T13:00:00\"", 3600)] // without a zone: UTC
    [InlineData("\"2030-01-01T14:00:00+01:00\"", 3600)]
    [InlineData("1893502800", 3600)]
    [InlineData("\"1893502800\"", 3600)]
    [InlineData("1893502800000", 3600)] // milliseconds
    [InlineData("1893502800000.5", 3600)]
    [InlineData("1e400", (int)Year)]
    [InlineData("\"9999-12-31T23:59:59Z\"", (int)Year)]
    public void An_absolute_time_is_read_in_three_ways_and_cut_to_a_year(string json, int secondsFromNow) =>
        Assert.Equal(HubHost.Start.AddSeconds(secondsFromNow), Lifetime.Absolute(Samples.Json(json), HubHost.Start)!.Value, TimeSpan.FromMilliseconds(1));

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("-1e400")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    public void An_absolute_time_of_long_ago_is_over(string json) => Assert.True(Lifetime.Absolute(Samples.Json(json), HubHost.Start) < HubHost.Start);

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("\"\"")]
    [InlineData("\"2030-13-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    public void What_is_no_time_is_not_known(string json) => Assert.Null(Lifetime.Absolute(Samples.Json(json), HubHost.Start));

    [Fact]
    public void A_platforms_word_for_never_is_recognised_as_number_and_as_text()
    {
        foreach (var json in (string[])["0", "\"0\"", "0.0", "315360000", "3.1536e8"]) Assert.True(Lifetime.IsOneOf(Samples.Json(json), [0, 315_360_000]), json);
        foreach (var json in (string[])["1", "\"zero\"", "null", "[]"]) Assert.False(Lifetime.IsOneOf(Samples.Json(json), [0, 315_360_000]), json);
        Assert.False(Lifetime.IsOneOf(Samples.Json("0"), []));
        Assert.False(Lifetime.IsOneOf(null, [0]));
    }
}
