namespace OAuthHub.Core.Connections;

/// <summary>Which changes of state are allowed, and by what. Pure; docs/refresh.md has the table.</summary>
public static class ConnectionStateRules
{
    /// <param name="cause">What brings the change about.</param>
    public static bool Allows(ConnectionState from, ConnectionState to, StateCause cause) => (from, to) switch
    {
        (ConnectionState.Revoked, _) => false,
        (ConnectionState.Revoking, ConnectionState.Revoked) => true,
        (ConnectionState.Revoking, ConnectionState.Revoking) => true,
        (ConnectionState.Revoking, _) => false,
        (_, ConnectionState.Revoking or ConnectionState.Revoked) => cause is StateCause.Disconnect,
        (ConnectionState.NeedsReconnect, ConnectionState.Active or ConnectionState.Degraded) => cause is StateCause.Reconnect or StateCause.LaterGeneration or StateCause.Incident,
        (ConnectionState.Quarantined, ConnectionState.Active or ConnectionState.Degraded) => cause is StateCause.Reconnect or StateCause.Release,
        (ConnectionState.Quarantined, ConnectionState.NeedsReconnect) => cause is StateCause.Release,
        (_, ConnectionState.NeedsReconnect) => cause is StateCause.DefiniteAnswer or StateCause.Expiry,
        (_, ConnectionState.Quarantined) => cause is StateCause.Doubt,
        (_, ConnectionState.Degraded) => true,
        (_, ConnectionState.Active) => cause is not StateCause.TemporaryFailure,
        _ => false,
    };
}

public enum StateCause
{
    /// <summary>Tokens arrived.</summary>
    Refreshed,

    /// <summary>Time-out, 429, 5xx, garbage: never a reason to ask a person.</summary>
    TemporaryFailure,

    /// <summary>The platform said in so many words that the grant is gone.</summary>
    DefiniteAnswer,

    /// <summary>The token's or the grant's own time is over.</summary>
    Expiry,

    /// <summary>The person signed in again.</summary>
    Reconnect,

    /// <summary>The operator released it.</summary>
    Release,

    /// <summary>Integrity, restore or account doubt.</summary>
    Doubt,

    /// <summary>A newer generation was found in journal or vault.</summary>
    LaterGeneration,

    /// <summary>The user disconnected.</summary>
    Disconnect,

    /// <summary>Many grants seemed to die at once: what was believed in the last minute is taken back.</summary>
    Incident,
}
