namespace OAuthHub.Core.Telemetry;

/// <summary>Every name that the hub gives to its telemetry; docs/telemetry.md explains them. Renaming one breaks somebody's alert.</summary>
public static class TelemetryNames
{
    /// <summary>The meter and the activity source.</summary>
    public const string Hub = "OAuthHub";

    public const string TokensHandedOut = "oauthhub.tokens_handed_out";
    public const string TokenRemainingLife = "oauthhub.token.remaining_life";
    public const string TokensRejected = "oauthhub.tokens_rejected";
    public const string ReadWait = "oauthhub.read.wait";
    public const string Refreshes = "oauthhub.refreshes";
    public const string RefreshDuration = "oauthhub.refresh.duration";
    public const string RefreshAheadOfExpiry = "oauthhub.refresh.ahead_of_expiry";
    public const string ProxyCallDuration = "oauthhub.proxy.call.duration";
    public const string GrantsLost = "oauthhub.grants_lost";
    public const string LeasesLost = "oauthhub.leases_lost";
    public const string IndexRebuildDuration = "oauthhub.index.rebuild.duration";
    public const string IndexRebuiltConnections = "oauthhub.index.rebuilt_connections";
    public const string DueBacklog = "oauthhub.due.backlog";

    /// <summary>Spans. A read that is served at once has none but the request's own.</summary>
    public const string ReadWaitSpan = "oauthhub.read.wait";
    public const string RefreshSpan = "oauthhub.refresh";
    public const string TokenRequestSpan = "oauthhub.token_request";
    public const string VaultReadSpan = "oauthhub.vault.read";
    public const string VaultCommitSpan = "oauthhub.vault.commit";

    /// <summary>Tags, each with a closed set of values: ids of the catalogue, and words of the code. Never a user, an account or a connection.</summary>
    public const string Platform = "platform";
    public const string Outcome = "outcome";
    public const string Cause = "cause";
    public const string Reason = "reason";
    public const string Grant = "grant";
}
