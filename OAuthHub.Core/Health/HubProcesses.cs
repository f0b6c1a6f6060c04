using System.Globalization;
using System.Text.Json;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Core.Health;

/// <summary>All processes of the hub as far as they tell: how they are, and what they counted. Alone, or while Redis is away, it is this one.</summary>
public sealed class HubProcesses(IProcessBoard board, OwnProcess own, HubNumbers numbers, TimeProvider time)
{
    /// <summary>How long a process that went silent is still told of.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>True: numbers are those of all processes that share the hub's Redis.</summary>
    public bool AreShared => board.IsShared;

    /// <summary>This process first, then the others by name.</summary>
    public async Task<IReadOnlyList<ProcessReport>> ReportsAsync(CancellationToken cancellationToken) =>
        [own.Report(), .. (await OthersAsync(Remembered, cancellationToken)).OrderBy(report => report.Name, StringComparer.Ordinal)];

    /// <summary>What all processes counted in each stretch of the range, oldest first; by platform.</summary>
    public async Task<HealthSeries> SeriesAsync(HealthRange range, CancellationToken cancellationToken)
    {
        var stretches = range.Until(time.GetUtcNow()).ToList();
        var tallies = stretches.ToDictionary(number => number, number => numbers.Read(range, number));
        var processes = 1;
        foreach (var other in await OthersAsync(range.Step * range.Buckets, cancellationToken))
        {
            processes++;
            foreach (var page in await PagesAsync(other.Id, range, stretches, cancellationToken)) NumberPages.AddTo(tallies, page);
        }
        return new HealthSeries(range, [.. stretches.Select(number => new HealthBucket(range.BeginOf(number), tallies[number]))], processes);
    }

    private async Task<IReadOnlyList<ProcessReport>> OthersAsync(TimeSpan back, CancellationToken cancellationToken)
    {
        try
        {
            var reports = await board.ReportsAsync(time.GetUtcNow() - back, cancellationToken);
            return [.. reports.Select(Read).OfType<ProcessReport>().Where(report => !string.Equals(report.Id, own.Id, StringComparison.Ordinal))];
        }
        catch (CoordinationUnavailableException)
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<BoardPage>> PagesAsync(string process, HealthRange range, IEnumerable<long> stretches, CancellationToken cancellationToken)
    {
        try
        {
            return await board.PagesAsync(process, [.. stretches.Select(number => NumberPages.Name(range, number))], cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return [];
        }
    }

    /// <summary>Null: it was put up by a version that speaks otherwise.</summary>
    private static ProcessReport? Read(byte[] report)
    {
        try
        {
            return JsonSerializer.Deserialize<ProcessReport>(report);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a process counted in one stretch of time, as it stands on the board: <c>1h:29781312</c>, a tally by platform.</summary>
internal static class NumberPages
{
    public static string Name(HealthRange range, long number) => string.Create(CultureInfo.InvariantCulture, $"{range.Name}:{number}");

    public static void AddTo(Dictionary<long, Dictionary<string, Tally>> tallies, BoardPage page)
    {
        try
        {
            var mine = tallies[long.Parse(page.Name[(page.Name.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)];
            foreach (var (platform, tally) in JsonSerializer.Deserialize<Dictionary<string, Tally>>(page.Content)!)
            {
                if (mine.TryGetValue(platform, out var known)) known.Add(tally);
                else mine.Add(platform, tally);
            }
        }
        catch (JsonException)
        {
            // It was put up by a version that speaks otherwise.
        }
    }
}
