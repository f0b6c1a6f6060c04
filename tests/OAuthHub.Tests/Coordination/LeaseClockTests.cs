using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class LeaseClockTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(27);
    private readonly FakeClock clock = new(HubHost.Start);

    [Theory]
    [InlineData(0, true)]
    [InlineData(93, true)]
    [InlineData(93.1, false)]
    [InlineData(500, false)]
    public void Enough_is_left_or_it_is_not(double after, bool lasts)
    {
        var lease = new LeaseClock(clock);
        clock.Advance(TimeSpan.FromSeconds(after));
        Assert.Equal(lasts, lease.Lasts(Length, Guard));
    }

    [Fact]
    public void A_renewal_counts_anew()
    {
        var lease = new LeaseClock(clock);
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.False(lease.Lasts(Length, Guard));
        lease.Renewed();
        Assert.True(lease.Lasts(Length, Guard));
        clock.Advance(TimeSpan.FromSeconds(93.1));
        Assert.False(lease.Lasts(Length, Guard));
    }

    [Theory]
    [InlineData(3600)] // F-10
    [InlineData(-3600)] // F-11
    [InlineData(8 * 3600)] // F-12: the monotonic clock stood still while the laptop slept
    [InlineData(1.1)]
    [InlineData(-1.1)]
    public void F10_F11_F12_a_jump_of_the_wall_clock_ends_it_and_a_renewal_does_not_hide_it(double jump)
    {
        var lease = new LeaseClock(clock);
        clock.SetUtcNow(HubHost.Start.AddSeconds(jump));
        Assert.False(lease.Lasts(Length, Guard));
        lease.Renewed();
        Assert.False(lease.Lasts(Length, Guard));
    }

    [Fact]
    public void A_small_drift_is_borne()
    {
        var lease = new LeaseClock(clock);
        clock.SetUtcNow(HubHost.Start.AddSeconds(0.9));
        Assert.True(lease.Lasts(Length, Guard));
    }
}
