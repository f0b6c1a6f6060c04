namespace OAuthHub.Core.Connections;

/// <summary>What may be done with a connection. Transitions: <see cref="ConnectionStateRules"/>.</summary>
public enum ConnectionState
{
    /// <summary>The token lives, or can be refreshed.</summary>
    Active,

    /// <summary>Refreshing fails, but is tried again; the token is served while it lives.</summary>
    Degraded,

    /// <summary>The grant is dead: only the person can repair it.</summary>
    NeedsReconnect,

    /// <summary>Integrity, restore or account doubt: an operator decides.</summary>
    Quarantined,

    /// <summary>The user disconnected; the platform has not confirmed it yet.</summary>
    Revoking,

    /// <summary>Ended. The record stays for a while, without tokens, so that a late refresh does not bring it back.</summary>
    Revoked,
}

/// <summary>Why a connection is in its state: a closed set of codes, each with a sentence for a person.</summary>
public static class ConnectionReason
{
    public const string GrantRevoked = "grant_revoked";
    public const string RotationLost = "rotation_lost";
    public const string ExpiredIdle = "expired_idle";
    public const string ExpiredAbsolute = "expired_absolute";
    public const string NoRefreshToken = "no_refresh_token";
    public const string ReauthRequired = "reauth_required";
    public const string Integrity = "integrity";
    public const string Restored = "restored";
    public const string Exported = "exported";
    public const string AccountChanged = "account_changed";
    public const string TokenTypeChanged = "token_type_changed";
    public const string PlatformUnavailable = "platform_unavailable";
    public const string AppRegistration = "app_registration";
    public const string PlatformIncident = "platform_incident";
    public const string UnknownOutcome = "unknown_outcome";
    public const string GrantSuspected = "grant_suspected";

    /// <summary>Of an active connection.</summary>
    public const string EndsSoon = "ends_soon";

    /// <summary>What happened and what to do, for a person. Null when there is nothing to say.</summary>
    public static string? Explain(string? reason) => reason switch
    {
        null => null,
        GrantRevoked => "The platform no longer accepts this sign-in: access was withdrawn, or the password changed. Reconnect the account.",
        RotationLost => "The platform gave out new tokens and its answer was lost on the way, so the old ones are spent. Reconnect the account.",
        ExpiredIdle => "The sign-in was not renewed for longer than the platform allows. Reconnect the account.",
        ExpiredAbsolute => "The platform ends every sign-in after a fixed time, and that time is over. Reconnect the account.",
        NoRefreshToken => "The token has ended and the platform gave none to renew it with. Reconnect the account.",
        ReauthRequired => "The platform asks the person to sign in or agree again. Reconnect the account.",
        Integrity => "The stored record does not verify, so it is not used. Reconnect the account, or restore the record from a backup.",
        Restored => "The vault was restored from an older copy, whose tokens may be spent. Reconnect the account, or release it to try them.",
        Exported => "The account was exported to another hub, which refreshes it from now on. Release it here only if no other hub uses it.",
        AccountChanged => "The platform answered for another account than the connected one. Check the account, then reconnect it.",
        TokenTypeChanged => "The platform answered with a kind of token that the hub cannot use. Reconnect the account.",
        PlatformUnavailable => "The platform does not answer. The hub keeps trying and serves the token while it lives.",
        AppRegistration => "The platform refuses the hub's client id or secret. The operator must correct the app registration; users need not do anything.",
        PlatformIncident => "The platform refuses the sign-ins of many accounts at once, which looks like its own trouble. The hub waits and keeps trying.",
        UnknownOutcome => "The last refresh ended without an answer. The hub tries again as the platform's rules allow.",
        EndsSoon => "This sign-in ends soon, and the hub cannot prolong it. Reconnect the account before it does.",
        GrantSuspected => "The platform refused the sign-in once. It is known to do so by mistake, so the hub asks again in a minute.",
        _ => "Something unexpected happened. The history has more.",
    };
}
