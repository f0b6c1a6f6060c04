using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.Live;

/// <summary>What the vault's header says, at most two seconds old: read twice a second behind the work, and before a write when that has failed.</summary>
/// <remarks>Real time, not the hub's: other processes reckon with these two seconds.</remarks>
internal sealed partial class HeaderWatch : IAsyncDisposable
{
    /// <summary>Whoever changes the header waits so long until everybody acts on it.</summary>
    public static readonly TimeSpan KnownWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    private readonly Func<IRecordStore> rows;
    private readonly Action<IReadOnlyDictionary<string, byte[]>> seen;
    private readonly ILogger logger;
    private readonly SemaphoreSlim reading = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private volatile View view;

    /// <param name="first">What was read when the vault was opened.</param>
    /// <param name="seen">Called with each header that was read.</param>
    public HeaderWatch(Func<IRecordStore> rows, IReadOnlyDictionary<string, byte[]> first, Action<IReadOnlyDictionary<string, byte[]>> seen, ILogger logger)
    {
        (this.rows, this.seen, this.logger) = (rows, seen, logger);
        view = new View(first, TimeProvider.System.GetTimestamp());
        loop = Task.Run(LoopAsync, stopping.Token);
    }

    /// <summary>The header as it was at most two seconds ago.</summary>
    public ValueTask<IReadOnlyDictionary<string, byte[]>> FreshAsync(CancellationToken cancellationToken)
    {
        var known = view;
        return TimeProvider.System.GetElapsedTime(known.At) < Fresh ? ValueTask.FromResult(known.Header) : new(ReadAsync(cancellationToken));
    }

    /// <summary>The header as it is now. Of several that ask at once one reads.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = TimeProvider.System.GetTimestamp();
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (view.At >= asked) return view.Header;
            var at = TimeProvider.System.GetTimestamp(); // before the reading: it is no younger than that
            var header = await rows().ReadHeaderAsync(cancellationToken);
            view = new View(header, at);
            seen(header);
            return header;
        }
        finally
        {
            reading.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        reading.Dispose();
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                try
                {
                    await ReadAsync(stopping.Token);
                }
                catch (VaultUnavailableException)
                {
                    // Away: whoever writes hears of it.
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogNotRead(logger, failure);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The vault's header cannot be read")]
    private static partial void LogNotRead(ILogger logger, Exception failure);

    private sealed record View(IReadOnlyDictionary<string, byte[]> Header, long At);
}
