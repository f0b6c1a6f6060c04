using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Connections;

/// <summary>A connection as the dashboard shows it. No token is in it, nor anything that could buy one.</summary>
internal sealed record ConnectionView
{
    public required string Id { get; init; }
    public required string Platform { get; init; }
    public required string PlatformName { get; init; }
    public required AccountView Account { get; init; }
    public string? Label { get; init; }
    public required ConnectionState State { get; init; }
    public string? Reason { get; init; }
    public string? ReasonText { get; init; }
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public IReadOnlyList<string> MissingScopes { get; init; } = [];
    public DateTimeOffset? ConnectedAt { get; init; }
    public DateTimeOffset? IssuedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastRefreshedAt { get; init; }
    public DateTimeOffset? NextRefreshAt { get; init; }
    public DateTimeOffset? RefreshExpiresAt { get; init; }
    public DateTimeOffset? GrantEndsAt { get; init; }
    public bool CanRefresh { get; init; }
    public long TokenGeneration { get; init; }
    public required string ReconnectUrl { get; init; }
    public IReadOnlyList<HistoryView>? History { get; init; }

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
            History = withHistory ? [.. connection.History.Reverse().Select(line => new HistoryView(line.At, line.Kind, line.Text))] : null,
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

internal sealed record AccountView(string Id, string Name, string? AvatarUrl);

internal sealed record HistoryView(DateTimeOffset At, string Kind, string Text);

internal sealed record ConnectionList(IReadOnlyList<ConnectionView> Items);

internal sealed record RefreshView(string Outcome, string Message, long? RetryAfter, ConnectionView? Connection);

internal sealed record DisconnectView(ConnectionState State, bool RevokedAtProvider, string? ManualUrl);
