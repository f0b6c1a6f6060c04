namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Of a process that is alone: it has nobody to tell.</summary>
internal sealed class NoProcessBoard : IProcessBoard
{
    public bool IsShared => false;

    public ValueTask<bool> PutAsync(string process, DateTimeOffset at, byte[] report, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask PutPagesAsync(string process, IReadOnlyCollection<BoardPage> pages, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<byte[]>> ReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<byte[]>>([]);

    public ValueTask<IReadOnlyList<BoardPage>> PagesAsync(string process, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<BoardPage>>([]);
}
