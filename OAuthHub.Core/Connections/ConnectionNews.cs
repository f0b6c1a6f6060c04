namespace OAuthHub.Core.Connections;

/// <summary>
/// What has become of a connection, for whoever is to be told: agents that listen, and webhooks. Made by the process whose write brought it
/// about, so that there is one of each, however many processes hear of it. Holds no secret.
/// </summary>
/// <param name="Type">One of the words below.</param>
/// <param name="Reason">Why, for <see cref="NeedsReconnect"/>; see <see cref="ConnectionReason"/>.</param>
/// <param name="ExpiresAt">Of new tokens, their end; of <see cref="ExpiresSoon"/>, the end of the sign-in. Null: none is known.</param>
public sealed record ConnectionNews(string Type, string AccountId, string AccountName, long Generation, DateTimeOffset? ExpiresAt, string? Reason)
{
    public const string Connected = "connected";
    public const string Refreshed = "refreshed";
    public const string NeedsReconnect = "needs_reconnect";
    public const string ExpiresSoon = "expires_soon";
    public const string Disconnected = "disconnected";

    public static IReadOnlyList<string> Types { get; } = [Connected, Refreshed, NeedsReconnect, ExpiresSoon, Disconnected];

    /// <param name="before">The connection as it was; null: there was none.</param>
    /// <returns>Null: nothing that anybody need be told.</returns>
    public static ConnectionNews? Of(ConnectionSummary? before, Connection after)
    {
        if (FindType(before, after) is not { } type) return null;
        var end = type switch
        {
            Connected or Refreshed => after.Tokens?.ExpiresAt,
            ExpiresSoon => after.GrantEndsAt ?? after.Tokens?.ExpiresAt,
            _ => null,
        };
        return new ConnectionNews(type, after.Account.Id, after.Account.Name, after.TokenGeneration, end, type is NeedsReconnect ? after.Reason : null);
    }

    private static string? FindType(ConnectionSummary? before, Connection after)
    {
        if (IsOver(after.State)) return before is not null && !IsOver(before.State) ? Disconnected : null;
        if (after.State is ConnectionState.NeedsReconnect) return before?.State is not ConnectionState.NeedsReconnect ? NeedsReconnect : null;
        // A consent begins anew: nothing of it has been renewed yet.
        if (after.IsUsable && after.TokenGeneration > (before?.TokenGeneration ?? 0)) return after.LastRefreshedAt is null ? Connected : Refreshed;
        return after.IsUsable && after.EndsSoon && before?.EndsSoon is not true ? ExpiresSoon : null;
    }

    private static bool IsOver(ConnectionState state) => state is ConnectionState.Revoking or ConnectionState.Revoked;
}
