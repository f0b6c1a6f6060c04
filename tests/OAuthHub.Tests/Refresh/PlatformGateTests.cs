using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

public sealed class PlatformGateTests : IDisposable
{
    private readonly FakeClock clock = new(HubHost.Start);
    private readonly HubMeter meter = new();

    public void Dispose() => meter.Dispose();

    [Fact]
    public async Task No_more_than_so_many_are_in_flight()
    {
        var gate = Gate(concurrency: 2);
        var first = await Enter(gate);
        var second = await Enter(gate);
        var third = gate.EnterAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        first!.Dispose();
        first.Dispose(); // twice is once
        var slot = await third.WaitAsync(HubHost.Deadline);
        Assert.NotNull(slot);
        Assert.False(gate.EnterAsync(CancellationToken.None).IsCompleted);
        second!.Dispose();
    }

    [Fact]
    public async Task The_rate_is_kept_without_a_burst()
    {
        var gate = Gate(concurrency: 100, perSecond: 5);
        var entered = Enumerable.Range(0, 11).Select(_ => gate.EnterAsync(CancellationToken.None)).ToList();
        for (var tenths = 0; tenths <= 20; tenths += 2)
        {
            await Task.WhenAll(entered.Take(tenths / 2 + 1)).WaitAsync(HubHost.Deadline);
            Assert.Equal(tenths / 2 + 1, entered.Count(enter => enter.IsCompleted));
            clock.Advance(TimeSpan.FromSeconds(0.2));
        }
    }

    [Fact]
    public async Task A_pause_that_the_platform_asked_for_is_kept_and_not_shortened()
    {
        var gate = Gate();
        gate.Pause(TimeSpan.FromSeconds(120));
        gate.Pause(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(120), gate.ClosedFor);
        Assert.Null(await Enter(gate));
        clock.Advance(TimeSpan.FromSeconds(119.9));
        Assert.Null(await Enter(gate));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(await Enter(gate));
    }

    [Fact]
    public async Task Whoever_waited_while_the_gate_closed_does_not_get_through()
    {
        var gate = Gate(concurrency: 1);
        var holder = await Enter(gate);
        var waiting = gate.EnterAsync(CancellationToken.None);
        gate.Pause(TimeSpan.FromSeconds(10));
        holder!.Dispose();
        Assert.Null(await waiting.WaitAsync(HubHost.Deadline));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await Enter(gate)); // and its place was given back
    }

    [Fact]
    public async Task Five_failures_in_a_row_close_it_each_further_one_twice_as_long_and_a_success_opens_it()
    {
        var gate = Gate();
        for (var failure = 1; failure < 5; failure++) gate.Failed();
        (await Enter(gate))!.Dispose();
        gate.Failed();
        Assert.Equal(TimeSpan.FromSeconds(5), gate.ClosedFor);
        Assert.Null(await Enter(gate));
        foreach (var pause in (int[])[10, 20, 40, 80, 160, 300, 300])
        {
            clock.Advance(gate.ClosedFor);
            (await Enter(gate))!.Dispose();
            gate.Failed();
            Assert.Equal(TimeSpan.FromSeconds(pause), gate.ClosedFor);
        }
        clock.Advance(gate.ClosedFor);
        gate.Succeeded();
        for (var failure = 1; failure < 5; failure++) gate.Failed();
        Assert.Equal(TimeSpan.Zero, gate.ClosedFor);
    }

    [Fact]
    public void A_failure_does_not_shorten_the_pause_that_the_platform_asked_for()
    {
        var gate = Gate();
        gate.Pause(TimeSpan.FromHours(1));
        for (var failure = 0; failure < 6; failure++) gate.Failed();
        Assert.Equal(TimeSpan.FromHours(1), gate.ClosedFor);
    }

    [Fact]
    public async Task One_platforms_trouble_is_not_anothers()
    {
        var gates = new PlatformGates(new PlatformCatalog([]), new InMemoryChangeEvents(), meter, clock);
        var other = Samples.Platform() with { Id = "other" };
        gates.For(Samples.Platform()).Pause(TimeSpan.FromHours(1));
        Assert.Same(gates.For(other), gates.For(other));
        Assert.NotNull(await gates.For(other).EnterAsync(CancellationToken.None));
    }

    [Fact]
    public void A_pause_that_one_process_was_asked_for_holds_in_the_others_too()
    {
        var (here, there) = (new InMemoryChangeEvents(), new InMemoryChangeEvents());
        var platform = Samples.Platform();
        var catalog = new PlatformCatalog([platform]);
        var (asked, told) = (new PlatformGates(catalog, here, meter, clock), new PlatformGates(catalog, there, meter, clock));
        using var line = here.Subscribe(change => there.Publish(change with { FromAnother = true }));
        asked.Pause(platform, TimeSpan.FromSeconds(120));
        Assert.Equal(TimeSpan.FromSeconds(120), asked.For(platform).ClosedFor);
        Assert.Equal(TimeSpan.FromSeconds(120), told.For(platform).ClosedFor);
        // Nobody's message closes a gate for longer than a platform may ask for.
        there.Publish(new HubChange("pause", platform.Id, null, platform.Id, clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)) { FromAnother = true });
        there.Publish(new HubChange("pause", platform.Id, null, platform.Id, "nonsense") { FromAnother = true });
        Assert.Equal(TimeSpan.FromSeconds(120), told.For(platform).ClosedFor);
    }

    [Fact]
    public async Task The_first_goes_alone_and_the_others_wait_for_its_end_at_most_a_second()
    {
        var gate = new PlatformGate(new LimitRules { Concurrency = 4, PerSecond = 0 }, clock);
        var first = await Enter(gate);
        var second = gate.EnterAsync(CancellationToken.None);
        Assert.False(second.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await second.WaitAsync(HubHost.Deadline));
        Assert.NotNull(await Enter(gate)); // from now on nobody is first

        var stuck = new PlatformGate(new LimitRules { Concurrency = 4, PerSecond = 0 }, clock);
        await Enter(stuck);
        var patient = stuck.EnterAsync(CancellationToken.None);
        await clock.WaitForTimersAsync(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await patient.WaitAsync(HubHost.Deadline));
    }

    /// <summary>A gate that somebody went through before.</summary>
    private PlatformGate Gate(int concurrency = 4, double perSecond = 0)
    {
        var gate = new PlatformGate(new LimitRules { Concurrency = concurrency, PerSecond = perSecond }, clock);
        gate.EnterAsync(CancellationToken.None).Result!.Dispose();
        clock.Advance(TimeSpan.FromSeconds(1));
        return gate;
    }

    private static Task<IDisposable?> Enter(PlatformGate gate) => gate.EnterAsync(CancellationToken.None).WaitAsync(HubHost.Deadline);
}
