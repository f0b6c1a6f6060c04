using OAuthHub.Core.Health;

namespace OAuthHub.Tests.Health;

public sealed class SpreadTests
{
    [Fact]
    public void Quantiles_are_exact_to_a_twentieth_and_none_where_there_is_nothing()
    {
        var spread = new Spread();
        Assert.Null(spread.Quantile(0.5));
        for (var value = 1; value <= 1000; value++) spread.Add(value);
        foreach (var (share, exact) in new[] { (0.1, 100d), (0.5, 500), (0.95, 950), (1, 1000) }) Assert.InRange(spread.Quantile(share)!.Value, exact * 0.95, exact * 1.05);
        Assert.Equal(1, spread.Quantile(0));
    }

    [Fact]
    public void What_two_processes_counted_adds_up_to_what_one_would_have()
    {
        var (one, other, both) = (new Spread(), new Spread(), new Spread());
        foreach (var value in new[] { 0, 0.01, 30, 3000, 86_400 * 60d })
        {
            one.Add(value);
            other.Add(value + 1);
            both.Add(value);
            both.Add(value + 1);
        }
        one.Add(other);
        Assert.Equal(10, one.Count);
        foreach (var share in new[] { 0, 0.25, 0.5, 0.9, 1 }) Assert.Equal(both.Quantile(share)!.Value, one.Quantile(share)!.Value, 6);
    }

    [Fact]
    public void A_ring_forgets_what_is_older_than_itself()
    {
        var ring = new TallyRing(HealthRange.Hour);
        var start = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        ring.At(start).HandedOut++;
        ring.At(start.AddSeconds(59)).HandedOut++;
        Assert.Equal(2, ring.Find(HealthRange.Hour.NumberOf(start))!.HandedOut);
        ring.At(start.AddHours(1)).HandedOut++;
        Assert.Null(ring.Find(HealthRange.Hour.NumberOf(start)));
        ring.At(start).HandedOut++; // a clock that was set back disturbs nothing
        Assert.Equal(1, ring.Find(HealthRange.Hour.NumberOf(start.AddHours(1)))!.HandedOut);
    }
}
