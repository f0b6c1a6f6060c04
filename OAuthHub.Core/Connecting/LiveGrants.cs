using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>
/// Some platforms keep only so many grants of one account and app alive, and drop the oldest without a word. Says so before that happens.
/// </summary>
public sealed partial class LiveGrants(ConnectionStore connections, TimeProvider time, ILogger<LiveGrants> logger)
{
    private const double WarnAtShare = 0.8;

    /// <summary>The connection that is about to be stored, with a line in its history when the platform's limit is near.</summary>
    public async Task<Connection> NoteAsync(Connection connection, Platform platform)
    {
        if (platform.Limits.LiveGrants is not { } limit) return connection;
        var count = 1 + connection.EarlierGrants;
        foreach (var other in connections.Index.All.Where(entry => IsOfAccount(entry, connection)).ToList()) count += await CountAsync(other.Id);
        if (count < limit * WarnAtShare) return connection;
        LogNearLimit(logger, connection.Id, platform.Id, count, limit);
        return connection.WithEvent(time.GetUtcNow(), "live_grants", $"{platform.Name} keeps {limit} sign-ins of one account alive, and this hub has made {count}. The next ones end the oldest.");
    }

    private static bool IsOfAccount(ConnectionSummary entry, Connection connection) =>
        string.Equals(entry.PlatformId, connection.PlatformId, StringComparison.Ordinal) && string.Equals(entry.Account.Id, connection.Account.Id, StringComparison.Ordinal) &&
        !string.Equals(entry.Id, connection.Id, StringComparison.Ordinal);

    private async Task<int> CountAsync(string id)
    {
        try
        {
            return await connections.GetAsync(id, CancellationToken.None) is { } other ? 1 + other.EarlierGrants : 0;
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return 1;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ConnectionId}: its account has {Count} live grants at {Platform}, which keeps {Limit} and then drops the oldest")]
    private static partial void LogNearLimit(ILogger logger, string connectionId, string platform, int count, int limit);
}
