using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Connections;

/// <summary>A connection as the dashboard shows it. No token is in it, nor anything that could buy one.</summary>
internal sealed record ConnectionView
{
    /// <summary>The connection's id.</summary>
    public required string Id { get; init; }

    /// <summary>The platform's id.</summary>
    public required string Platform { get; init; }

    /// <summary>The platform's name, for people.</summary>
    public required string PlatformName { get; init; }

    /// <summary>Which account.</summary>
    public required AccountView Account { get; init; }

    /// <summary>What the person calls it; null: nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Of several accounts of the platform, the one that is meant where an agent names none.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Which agent used it last, as far as the answering process and the newest entries of the audit know. Null: none.</summary>
    public LastUseView? LastUsed { get; init; }

    /// <summary>What may be done with it.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>A code: why it is not in use, or <c>ends_soon</c>: it is, and only until the sign-in ends. Null: nothing is wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason as a sentence: what happened and what to do.</summary>
    public string? ReasonText { get; init; }

    /// <summary>What the person granted.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What the hub asked for and the person did not grant.</summary>
    public IReadOnlyList<string> MissingScopes { get; init; } = [];

    /// <summary>When the person connected it last.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When the token was issued.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The token's end. Null: no known end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Null: not yet.</summary>
    public DateTimeOffset? LastRefreshedAt { get; init; }

    /// <summary>When the hub refreshes it by itself. Null: it does not.</summary>
    public DateTimeOffset? NextRefreshAt { get; init; }

    /// <summary>The refresh token's end. Null: no known end.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>When the person has to sign in again, however often the token is renewed until then. Null: no end is known.</summary>
    public DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>The hub can renew the token.</summary>
    public bool CanRefresh { get; init; }

    /// <summary>Counts the connection's tokens: a newer one has a higher number.</summary>
    public long TokenGeneration { get; init; }

    /// <summary>A path of this hub, where the person reconnects the account.</summary>
    public required string ReconnectUrl { get; init; }

    /// <summary>The newest first. Null in lists.</summary>
    public IReadOnlyList<HistoryView>? History { get; init; }

    /// <summary>The agents that used it last, each with its last use, the newest first; at most eight, as <c>last_used</c> knows them. Null in lists.</summary>
    public IReadOnlyList<LastUseView>? Agents { get; init; }

    public static ConnectionView Of(Connection connection, PlatformCatalog catalog, bool withHistory = false)
    {
        var platform = catalog.Find(connection.PlatformId);
        var canRefresh = connection.Tokens is { } tokens && RefreshSchedule.CanRefresh(tokens, platform?.Refresh ?? new RefreshRules());
        return new ConnectionView
        {
            Id = connection.Id,
            Platform = connection.PlatformId,
            PlatformName = platform?.Name ?? connection.PlatformId,
            Account = new AccountView(connection.Account.Id, connection.Account.Name, connection.Account.AvatarUrl),
            Label = connection.Label,
            State = connection.State,
            Reason = connection.Reason,
            ReasonText = ConnectionReason.Explain(connection.Reason),
            Scopes = connection.GrantedScopes,
            MissingScopes = [.. connection.RequestedScopes.Except(connection.GrantedScopes, StringComparer.Ordinal)],
            ConnectedAt = connection.ConnectedAt,
            IssuedAt = connection.Tokens?.IssuedAt,
            ExpiresAt = connection.Tokens?.ExpiresAt,
            LastRefreshedAt = connection.LastRefreshedAt,
            NextRefreshAt = canRefresh && connection.IsUsable ? connection.DueAt : null,
            RefreshExpiresAt = connection.Tokens?.RefreshExpiresAt,
            GrantEndsAt = connection.GrantEndsAt,
            CanRefresh = canRefresh,
            TokenGeneration = connection.TokenGeneration,
            ReconnectUrl = Reconnect(connection.PlatformId, connection.Id),
            History = withHistory ? [.. connection.History.Reverse().Select(HistoryView.Of)] : null,
        };
    }

    /// <summary>For a record that does not open: what the index knows.</summary>
    public static ConnectionView Of(ConnectionSummary summary, PlatformCatalog catalog) => new()
    {
        Id = summary.Id,
        Platform = summary.PlatformId,
        PlatformName = catalog.Find(summary.PlatformId)?.Name ?? summary.PlatformId,
        Account = new AccountView(summary.Account.Id, summary.Account.Name, null),
        Label = summary.Label,
        State = summary.State,
        Reason = summary.Reason,
        ReasonText = ConnectionReason.Explain(summary.Reason),
        TokenGeneration = summary.TokenGeneration,
        ReconnectUrl = Reconnect(summary.PlatformId, summary.Id),
    };

    private static string Reconnect(string platformId, string id) => $"/auth/{platformId}/login?connection={Uri.EscapeDataString(id)}&return_to=/dashboard";
}

/// <param name="Id">What the platform calls the account; stable.</param>
/// <param name="Name">For people.</param>
/// <param name="AvatarUrl">A picture at the platform; null: none is known.</param>
internal sealed record AccountView(string Id, string Name, string? AvatarUrl);

/// <param name="At">When.</param>
/// <param name="Kind">A code, such as <c>connected</c>, <c>refreshed</c> or <c>refresh_failed</c>.</param>
/// <param name="Text">What happened, as a sentence.</param>
/// <param name="Why">For what a refresh was wanted: <c>due</c>, <c>read</c> (an agent's read found it due), <c>asked</c> or <c>rejected</c> (a 401 was reported). Null: for nothing, or it is not known.</param>
/// <param name="LifeLeft">Whole seconds that the token before had left: of a refresh, how early it came. Below zero: it had ended. Null: no end is known.</param>
/// <param name="Generation">Of new tokens, which of the connection's they are. Null: none came, or it is not known.</param>
internal sealed record HistoryView(DateTimeOffset At, string Kind, string Text, string? Why, long? LifeLeft, long? Generation)
{
    public static HistoryView Of(HistoryEvent happened) =>
        new(happened.At, happened.Kind, happened.Text, happened.Why, happened.LifeLeft is { } left ? (long)Math.Floor(left.TotalSeconds) : null, happened.Generation);
}

/// <param name="At">When.</param>
/// <param name="KeyId">The agent's key.</param>
/// <param name="KeyName">As its maker called it; null: it has no name.</param>
internal sealed record LastUseView(DateTimeOffset At, string KeyId, string? KeyName)
{
    public static LastUseView Of(ConnectionUsed used) => new(used.At, used.KeyId, used.KeyName);
}

/// <param name="Label">What the person calls the account, at most 64 characters. Left out: it stays as it is; empty: none.</param>
/// <param name="IsDefault">Whether it is the account that is meant where an agent names none; of several the last one chosen. Left out: it stays as it is.</param>
internal sealed record ConnectionChange(string? Label = null, bool? IsDefault = null);

/// <param name="Items">By platform and account.</param>
internal sealed record ConnectionList(IReadOnlyList<ConnectionView> Items);

/// <param name="Outcome"><c>refreshed</c>, <c>fresh</c>, <c>try_later</c>, <c>needs_reconnect</c> or <c>quarantined</c>.</param>
/// <param name="Message">What it means, as a sentence.</param>
/// <param name="RetryAfter">With <c>try_later</c>: whole seconds.</param>
/// <param name="Connection">As it is now.</param>
internal sealed record RefreshView(string Outcome, string Message, long? RetryAfter, ConnectionView? Connection);

/// <param name="State"><c>revoked</c>, or <c>revoking</c> until the platform has been told.</param>
/// <param name="RevokedAtProvider">The platform has ended the grant.</param>
/// <param name="ManualUrl">Where the person ends it at the platform by hand; null: that is not needed, or the hub knows no such place.</param>
internal sealed record DisconnectView(ConnectionState State, bool RevokedAtProvider, string? ManualUrl);
