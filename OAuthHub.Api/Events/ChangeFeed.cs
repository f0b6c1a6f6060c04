using System.Threading.Channels;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Events;

/// <summary>The changes from now on, for one listener. One that is too slow loses the oldest: they are hints, and whoever missed some asks again.</summary>
internal sealed class ChangeFeed : IDisposable
{
    private readonly Channel<HubChange> waiting = Channel.CreateBounded<HubChange>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly IDisposable subscription;
    private readonly TimeProvider time;

    public ChangeFeed(IChangeEvents changes, TimeProvider time, Predicate<HubChange> isWanted)
    {
        this.time = time;
        subscription = changes.Subscribe(change =>
        {
            if (isWanted(change)) waiting.Writer.TryWrite(change);
        });
    }

    /// <summary>The next one. Null: none came within that time.</summary>
    public async Task<HubChange?> NextAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        if (waiting.Reader.TryRead(out var change)) return change;
        try
        {
            // Not a read that is given up: it would still take the next change, and nobody would hear of that one.
            await waiting.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(within, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
        return waiting.Reader.TryRead(out change) ? change : null;
    }

    public void Dispose() => subscription.Dispose();
}
