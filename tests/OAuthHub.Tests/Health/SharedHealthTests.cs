using Microsoft.Extensions.Hosting;
using OAuthHub.Core.Health;
using OAuthHub.Tests.Distributed;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Health;

/// <summary>Several processes around one Redis: each page shows what all of them did.</summary>
public sealed class SharedHealthTests
{
    [RedisFact]
    public async Task Each_process_shows_the_numbers_of_all_and_how_the_others_are()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var hubs = await SharedHubs.StartAsync(redis);
        await hubs.ConnectAsync();
        await hubs[1].Browser.SignInAsync();
        foreach (var hub in hubs.All) (await hub.Agent.ReadAsync()).Ok();
        await ShowsAllAsync("1h");
        await ShowsAllAsync("24h");
        await Waiting.UntilAsync(async () => (await HealthApiTests.SummaryAsync(hubs[1])).GetProperty("processes").EnumerateArray().Count(process => process.GetProperty("state").GetString() == "alive") == 2);

        // The board is lost with Redis: the next beat puts up all of it again, also what is older than the last stretch.
        hubs.Advance(TimeSpan.FromMinutes(10));
        await redis.FlushAsync();
        await ShowsAllAsync("1h");

        // One that is not heard of any more is told of, unless it said that it stops; what it did is still counted.
        hubs[1].Clock.Advance(TimeSpan.FromMinutes(1));
        await Waiting.UntilAsync(() => TellsOfSilenceAsync(hubs[1]));
        await hubs[0].StopAsync();
        await Waiting.UntilAsync(async () => !await TellsOfSilenceAsync(hubs[1]) && await CountedAsync(hubs[1], "1h") == (true, 2, 2));

        // On a busy machine Redis may take longer than a hub waits for it.
        Task ShowsAllAsync(string range) => Waiting.UntilAsync(async () =>
        {
            await BeatAsync(hubs[0]);
            return await CountedAsync(hubs[1], range) == (true, 2, 2);
        });
    }

    private static async Task<bool> TellsOfSilenceAsync(HubHost hub) =>
        (await HealthApiTests.SummaryAsync(hub)).GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("code").GetString() == "process_silent");

    private static async Task<(bool Shared, int Processes, int HandedOut)> CountedAsync(HubHost hub, string range)
    {
        var series = await HealthApiTests.SeriesAsync(hub, "range=" + range);
        return (series.GetProperty("shared").GetBoolean(), series.GetProperty("processes").GetInt32(), series.GetProperty("total").GetProperty("handed_out").GetInt32());
    }

    private static Task BeatAsync(HubHost hub) => hub.Get<IEnumerable<IHostedService>>().OfType<ProcessBeat>().Single().BeatAsync(isLast: false, CancellationToken.None);
}
