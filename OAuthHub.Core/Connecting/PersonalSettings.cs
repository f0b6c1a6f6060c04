using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Core.Connecting;

/// <summary>What a person says of an account of their own: what they call it, and that it is the one meant where an agent names none.</summary>
public sealed class PersonalSettings(ConnectionStore connections, ConnectionFinder finder, RefreshLeases leases, TimeProvider time)
{
    /// <summary>Characters of a label.</summary>
    public const int LongestLabel = 64;

    /// <summary>A refresh holds the connection for so long at most; then somebody else does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Null: there is no such connection any more.</summary>
    /// <param name="label">Null: stays as it is. Empty: none.</param>
    /// <param name="isDefault">Null: stays as it is.</param>
    /// <exception cref="CoordinationUnavailableException">Nobody can tell whether the connection is being refreshed.</exception>
    /// <exception cref="TimeoutException">It was being refreshed all the while.</exception>
    public async Task<Connection?> ChangeAsync(ConnectionSummary own, string? label, bool? isDefault, CancellationToken cancellationToken)
    {
        var changed = await WriteAsync(own.Id, connection => Changed(connection, label, isDefault), cancellationToken);
        if (changed is null || isDefault is null) return changed;
        // The newest choice counts, so the others' may wait; they are taken back so that taking this one back leaves none.
        foreach (var other in await finder.FindAsync(own.User, own.PlatformId, cancellationToken))
            if (other.DefaultSince is not null && other.Id != own.Id) await WriteAsync(other.Id, connection => connection with { DefaultSince = null }, cancellationToken);
        return changed;
    }

    private Connection Changed(Connection connection, string? label, bool? isDefault) => connection with
    {
        Label = label is null ? connection.Label : label.Length == 0 ? null : label,
        DefaultSince = isDefault switch { true => time.GetUtcNow(), false => null, null => connection.DefaultSince },
    };

    /// <summary>Under the lease of a refresh: not every vault compares before it writes, and no token may be lost to a label.</summary>
    private async Task<Connection?> WriteAsync(string id, Func<Connection, Connection> change, CancellationToken cancellationToken)
    {
        await using var lease = await AcquireAsync(id, cancellationToken);
        while (true)
        {
            if (await connections.ReadAsync(id, cancellationToken) is not { Connection.State: not (ConnectionState.Revoking or ConnectionState.Revoked) } stored) return null;
            if (change(stored.Connection) is var next && next == stored.Connection) return next;
            if (await connections.SaveAsync(next, stored.Generation, "state", cancellationToken) is not null) return next;
        }
    }

    private async Task<ILease> AcquireAsync(string id, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await leases.TryAcquireAsync(id, cancellationToken) is { } lease) return lease;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException("The connection was being refreshed all the while.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
