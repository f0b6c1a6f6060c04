using OAuthHub.Core.Agents;

namespace OAuthHub.Core.Audit;

/// <summary>
/// Which agents use a connection, also those of before this process started and of other processes that share the data folder: the newest lines of
/// the audit say so. It reads the ends of a few files, at most once a minute, and only when somebody looks.
/// </summary>
public sealed class AuditedUse(AuditFiles files, ConnectionUse use, TimeProvider time)
{
    private const int MostFiles = 8;
    private const int BytesOfFile = 256 * 1024; // about a thousand calls
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Task look = Task.CompletedTask;
    private long? began;

    /// <summary>Brings what the audit says into <see cref="ConnectionUse"/>. What it cannot read is left out: this is a hint for people.</summary>
    public Task LookAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (began is { } last && time.GetElapsedTime(last) < Every) return look.WaitAsync(cancellationToken);
            (began, look) = (time.GetTimestamp(), Task.Run(Look, CancellationToken.None));
            return look.WaitAsync(cancellationToken);
        }
    }

    private void Look()
    {
        foreach (var path in files.Paths.TakeLast(MostFiles))
        {
            try
            {
                foreach (var line in AuditReading.LastEntries(path, BytesOfFile))
                    if (line.Entry is { IsUse: true } entry) use.Note(entry.Connection!, entry.Actor.Id!, entry.Actor.Name, line.At);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Pruned meanwhile, or not for this process.
            }
        }
    }
}
