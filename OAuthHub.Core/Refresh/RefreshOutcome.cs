using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Refresh;

/// <summary>How a refresh ended. Expected failures are values; whoever asked decides what they mean to them.</summary>
public abstract record RefreshOutcome
{
    private RefreshOutcome() { }

    /// <summary>The outcome as one word of a closed set, for metrics and traces.</summary>
    public string Word => this switch
    {
        Fresh => "fresh",
        Refreshed => "refreshed",
        NeedsReconnect => "needs_reconnect",
        Quarantined => "quarantined",
        TryLater(_, var code) => code,
        _ => "gone",
    };

    /// <summary>Nothing had to be done: the vault holds what the caller wants.</summary>
    public sealed record Fresh(Connection Connection) : RefreshOutcome;

    /// <summary>New tokens are stored.</summary>
    public sealed record Refreshed(Connection Connection) : RefreshOutcome;

    /// <summary>The grant is dead: only the person can repair it.</summary>
    public sealed record NeedsReconnect(string Reason) : RefreshOutcome;

    /// <summary>Set aside until an operator decides.</summary>
    public sealed record Quarantined(string Reason) : RefreshOutcome;

    /// <summary>Not now.</summary>
    /// <param name="Code">A problem code: platform_unavailable, platform_timeout, platform_bad_response, platform_tls_error, refresh_in_progress, rate_limited, token_too_young, vault_unavailable, platform_not_configured.</param>
    public sealed record TryLater(TimeSpan After, string Code) : RefreshOutcome;

    /// <summary>There is no such connection any more.</summary>
    public sealed record Gone : RefreshOutcome;
}

/// <summary>Why somebody wants a refresh, and what would satisfy them.</summary>
public sealed record RefreshRequest(RefreshReason Reason)
{
    /// <summary>The very token that the platform refused.</summary>
    public SecretFingerprint? Rejected { get; init; }

    /// <summary>The life that the caller wants to see.</summary>
    public TimeSpan MinimumLife { get; init; }
}

public enum RefreshReason
{
    /// <summary>The worker found it due.</summary>
    Due,

    /// <summary>A read found it due, or too short-lived to serve.</summary>
    Read,

    /// <summary>A person or an agent asked for it.</summary>
    Asked,

    /// <summary>The platform refused the token.</summary>
    Rejected,
}

public static class RefreshReasonWords
{
    /// <summary>The reason as traces have it.</summary>
    public static string Word(this RefreshReason reason) => reason switch
    {
        RefreshReason.Due => "due",
        RefreshReason.Read => "read",
        RefreshReason.Asked => "asked",
        _ => "rejected",
    };
}
