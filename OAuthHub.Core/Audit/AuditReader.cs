namespace OAuthHub.Core.Audit;

/// <summary>What is asked of the audit; null: anything.</summary>
public sealed record AuditQuery
{
    /// <summary>As an outcome: every one but <c>ok</c>.</summary>
    public const string Failed = "failed";

    public string? What { get; init; }
    /// <summary>A code, or <see cref="Failed"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The id of a key or a user.</summary>
    public string? Actor { get; init; }

    public string? User { get; init; }
    public string? Platform { get; init; }
    public string? Connection { get; init; }

    /// <summary>Whose own audit it is: what this user did, and what was done with their accounts.</summary>
    public string? Of { get; init; }

    /// <summary>Not earlier.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier.</summary>
    public DateTimeOffset? Before { get; init; }

    internal bool Fits(AuditLine line) =>
        Is(What, line.Entry.What) && IsOutcome(line.Entry.Outcome) && Is(Actor, line.Entry.Actor.Id) && Is(User, line.Entry.User) && Is(Platform, line.Entry.Platform) && Is(Connection, line.Entry.Connection) && IsOf(line.Entry) &&
        (From is not { } from || line.At >= from) && (Before is not { } before || line.At < before);

    /// <summary>Whether a file can hold lines that fit. One that ended before need not be read, and there may be hundreds.</summary>
    internal bool MayFit(string path) => From is not { } from || AuditReading.EndOf(path) is not { } end || end >= from;

    private bool IsOutcome(string given) => Outcome == Failed ? given != AuditEntry.Ok : Is(Outcome, given);

    private bool IsOf(AuditEntry entry) => Of is not { } user || string.Equals(entry.User, user, StringComparison.Ordinal) || entry.Actor == AuditActor.User(user);

    private static bool Is(string? wanted, string? given) => wanted is null || string.Equals(wanted, given, StringComparison.Ordinal);
}

/// <summary>Reads the audit of all processes that share the data folder.</summary>
public sealed class AuditReader(AuditFiles files, AuditLog log)
{
    /// <summary>The newest that fit, the newest first.</summary>
    public async Task<IReadOnlyList<AuditLine>> NewestAsync(AuditQuery query, int most, CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        var found = new PriorityQueue<AuditLine, (DateTimeOffset, long)>(); // the oldest is the first to go
        foreach (var path in files.Paths.Reverse().Where(query.MayFit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A file in which nothing was written since the oldest that is found cannot hold a newer one.
            if (found.Count == most && File.GetLastWriteTimeUtc(path).AddMinutes(1) < found.Peek().At.UtcDateTime) continue;
            foreach (var line in AuditReading.Entries(path).Where(query.Fits))
            {
                found.Enqueue(line, (line.At, line.Seq));
                if (found.Count > most) found.Dequeue();
            }
        }
        var newest = new List<AuditLine>();
        while (found.TryDequeue(out var line, out _)) newest.Add(line);
        newest.Reverse();
        return newest;
    }

    /// <summary>All that fit, file by file, the oldest file first.</summary>
    public async IAsyncEnumerable<AuditLine> AllAsync(AuditQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        foreach (var path in files.Paths.Where(query.MayFit))
            foreach (var line in AuditReading.Entries(path).Where(query.Fits))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return line;
            }
    }
}
