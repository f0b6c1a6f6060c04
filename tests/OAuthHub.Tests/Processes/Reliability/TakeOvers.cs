using System.Globalization;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>How soon the others took over what a killed process had in hand, from what they printed.</summary>
internal static class TakeOvers
{
    private const string Words = "Took the lease ";
    private const string Replayed = "Finished the refresh of ";
    private const string Locked = "The vault cannot be used";

    /// <summary>What comes later than this is another's story.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static IEnumerable<string> Lines(Fleet fleet, Timeline timeline)
    {
        var taken = fleet.Members.SelectMany(member => member.Process.Output.Split('\n')).Where(line => line.Contains(Words, StringComparison.Ordinal)).Select(line => At(line, timeline.Began)).Order().ToList();
        var kills = timeline.Hits.Where(hit => hit.What.StartsWith("killed", StringComparison.Ordinal) && hit.Target is not "redis").ToList();
        var delays = taken.Select(at => kills.LastOrDefault(kill => kill.From <= at) is { } kill ? at - kill.From : Longest).Where(delay => delay < Longest).Order().ToList();
        yield return $"{Count(fleet, Replayed)} answers of processes that died were found on disk and finished; {Count(fleet, Locked)} times a process told that a stopped one held the vault's file";
        yield return delays.Count == 0
            ? "no lease of a killed process had to be taken over"
            : string.Create(CultureInfo.InvariantCulture, $"{delays.Count} leases of killed processes were taken over, half of them within {delays[delays.Count / 2].TotalSeconds:0.0} s of the kill, all within {delays[^1].TotalSeconds:0.0} s");
    }

    private static int Count(Fleet fleet, string words) => fleet.Members.Sum(member => member.Process.Output.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal)));

    private static DateTimeOffset At(string line, DateTimeOffset day)
    {
        var time = TimeSpan.ParseExact(line[..12], @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
        return new DateTimeOffset(day.UtcDateTime.Date, TimeSpan.Zero) + time;
    }
}
