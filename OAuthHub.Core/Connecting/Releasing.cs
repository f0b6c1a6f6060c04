using OAuthHub.Core.Connections;

namespace OAuthHub.Core.Connecting;

/// <summary>The operator's word: a connection that was set aside may be used again. It is refreshed at once, to see whether it lives.</summary>
public sealed class Releasing(ConnectionStore connections, TimeProvider time)
{
    /// <summary>False: it is not quarantined, or its record cannot be opened.</summary>
    public async Task<bool> ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await connections.ReadAsync(id, cancellationToken) is not { Connection: { State: ConnectionState.Quarantined, Tokens: not null } connection } stored) return false;
            var now = time.GetUtcNow();
            var released = (connection.Become(ConnectionState.Degraded, null, StateCause.Release) with { FailedAttempts = 0, NextAttemptAt = null, DueAt = now })
                .WithEvent(now, "released", "Released by the operator.");
            if (await connections.SaveAsync(released, stored.Generation, "state", cancellationToken) is not null) return true;
        }
    }
}
