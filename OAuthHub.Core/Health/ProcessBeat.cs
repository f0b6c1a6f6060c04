using System.Text.Json;
using Microsoft.Extensions.Hosting;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Core.Health;

/// <summary>Tells the other processes every five seconds how this one is, and what it counted. Alone it has nobody to tell.</summary>
internal sealed class ProcessBeat(IProcessBoard board, OwnProcess own, HubNumbers numbers) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private bool isBehind = true; // the board lacks pages of ours

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (board.IsShared) await BeatAsync(isLast: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!board.IsShared) return;
        using var timer = new PeriodicTimer(Every, TimeProvider.System); // what Redis does is not a matter of the hub's own time
        try
        {
            do await BeatAsync(isLast: false, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    internal async Task BeatAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var report = own.Report(isLast);
            isBehind |= await board.PutAsync(own.Id, report.At, JsonSerializer.SerializeToUtf8Bytes(report), cancellationToken);
            await board.PutPagesAsync(own.Id, [.. HealthRange.All.SelectMany(range => Pages(range, report.At))], cancellationToken);
            isBehind = false;
        }
        catch (CoordinationUnavailableException)
        {
            isBehind = true; // all of it is told when Redis is there again
        }
    }

    /// <summary>Those that have changed since the last beat: the stretch that runs, and the one before it; all of them where the board has none.</summary>
    private IEnumerable<BoardPage> Pages(HealthRange range, DateTimeOffset now) =>
        from number in range.Until(now).TakeLast(isBehind ? range.Buckets : 2)
        let tallies = numbers.Read(range, number)
        where tallies.Count > 0
        select new BoardPage(NumberPages.Name(range, number), JsonSerializer.SerializeToUtf8Bytes(tallies), range.Step * (range.Buckets + 1));
}
