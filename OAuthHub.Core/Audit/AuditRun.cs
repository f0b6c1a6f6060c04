namespace OAuthHub.Core.Audit;

/// <summary>The entries of one command, in a file of its own that is begun with the first: each is in it as soon as it is written, and on the disk at the end.</summary>
public sealed class AuditRun : IAsyncDisposable
{
    private readonly AuditFiles files;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim writing = new(1);
    private AuditFile? file;

    internal AuditRun(AuditFiles files, TimeProvider time) => (this.files, this.time) = (files, time);

    /// <summary>May be called by several at once.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task WriteAsync(params IReadOnlyList<AuditEntry> entries)
    {
        await writing.WaitAsync();
        try
        {
            file ??= await files.CreateAsync(CancellationToken.None);
            file.Append(AuditBatch.Of(time.GetUtcNow(), entries));
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (file is not null)
        {
            file.Sync();
            await files.AnchorAsync(file.Head, CancellationToken.None);
            file.Dispose();
        }
        writing.Dispose();
    }
}
