using System.Globalization;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>What the agents saw.</summary>
internal sealed class ReadReport(Readers readers, Timeline timeline, IReadOnlyCollection<string> lost)
{
    /// <summary>What the hub may answer instead of a token while it is hit: it has none that lives, and says when to come again.</summary>
    private static readonly string[] Honest = ["503 platform_unavailable", "503 vault_unavailable", "503 refresh_in_progress", "409 needs_reconnect"];

    private readonly IReadOnlyCollection<ReadRecord> reads = readers.Records;

    private IEnumerable<ReadRecord> Tokens => reads.Where(read => read.IsToken);

    /// <summary>Tokens that had ended before they were asked for, or when they were sent: an answer that stood still with its API is none of those.</summary>
    public IReadOnlyList<ReadRecord> Expired => [.. Tokens.Where(read => read.ExpiresAt <= read.Asked || (read.ExpiresAt < read.SentAt && !StoodStill(read)))];

    /// <summary>Tokens that the platform did not take, although they had not ended, and whose grant was not lost.</summary>
    public IReadOnlyList<ReadRecord> Refused => [.. Tokens.Where(read => read.RefusedAt < read.ExpiresAt && !lost.Contains(read.Account))];

    /// <summary>Answers that the hub should not give, whatever happens to it.</summary>
    public IReadOnlyList<ReadRecord> Wrong => [.. reads.Where(read =>
        read.Kind is not (ReadRecord.Token or ReadRecord.Down or ReadRecord.Silent) && (!Honest.Contains(read.Kind) || (read.Kind.StartsWith("409", StringComparison.Ordinal) && !lost.Contains(read.Account))))];

    public IEnumerable<string> Lines()
    {
        var tokens = Tokens.ToList();
        var times = tokens.Select(read => (read.Answered - read.Asked).TotalMilliseconds).Order().ToList();
        yield return $"{reads.Count} reads, {tokens.Count} tokens handed out, {readers.Unasked} reads that no API could be asked for";
        yield return string.Create(CultureInfo.InvariantCulture, $"a token took {At(times, 0.5):0.0} ms (half of the reads), {At(times, 0.99):0} ms (99 %), {times.LastOrDefault():0} ms (all)");
        foreach (var kind in reads.Where(read => !read.IsToken).GroupBy(read => read.Kind).OrderByDescending(kind => kind.Count()))
            yield return $"  without one, {kind.Key}: {kind.Count()}, {kind.Count(read => lost.Contains(read.Account))} of them of lost grants";
        yield return $"{Expired.Count} tokens had expired when they were handed out; {tokens.Count(read => read.ExpiresAt <= read.Answered)} ended on the way to the agent";
        yield return $"{tokens.Count(read => read.RefusedAt is not null)} tokens were refused by the platform: {tokens.Count(read => read.RefusedAt >= read.ExpiresAt)} had ended meanwhile, {tokens.Count(read => read.RefusedAt is not null && lost.Contains(read.Account))} were of lost grants, {Refused.Count} had no excuse";
        foreach (var (account, from, length) in Without().Take(3))
            yield return string.Create(CultureInfo.InvariantCulture, $"  {account} was refused to its agents for {length.TotalSeconds:0.0} s from {timeline.Second(from)} s on");
        foreach (var read in Expired.Concat(Refused).Concat(Wrong).Take(20)) yield return $"  FAULT at {timeline.Second(read.Answered)} s: {read}";
    }

    /// <summary>From a refusal to the next token, longest first; without lost grants.</summary>
    private IEnumerable<(string Account, DateTimeOffset From, TimeSpan Length)> Without()
    {
        var all = new List<(string, DateTimeOffset, TimeSpan)>();
        foreach (var ofOne in reads.Where(read => !lost.Contains(read.Account)).OrderBy(read => read.Answered).GroupBy(read => read.Account))
        {
            DateTimeOffset? since = null;
            foreach (var read in ofOne)
            {
                if (read.IsToken && since is { } from) all.Add((ofOne.Key, from, read.Answered - from));
                since = read.IsToken ? null : since ?? (read.Kind is ReadRecord.Down or ReadRecord.Silent ? null : read.Asked);
            }
        }
        return all.OrderByDescending(one => one.Item3);
    }

    private bool StoodStill(ReadRecord read) => timeline.Hits.Any(hit => hit.What is "stopped" && string.Equals(hit.Target, read.Api, StringComparison.Ordinal) && hit.From < read.Answered && hit.To > read.Asked);

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];
}
