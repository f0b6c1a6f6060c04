using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>Tokens that nothing can renew: served until they end or are refused, and the person is told some time before.</summary>
public sealed partial class EndingTokens(ConnectionStore connections, AnswerKeeper answers, TimeProvider time, ILogger<EndingTokens> logger)
{
    /// <summary>Null: somebody else wrote meanwhile, so start over.</summary>
    public async Task<RefreshOutcome?> LookAsync(Stored stored, Platform platform, RefreshRequest request)
    {
        var (connection, now) = (stored.Connection, time.GetUtcNow());
        var tokens = connection.Tokens!;
        if (request.Rejected is not null || tokens.ExpiresAt <= now + SettledRefresh.SweepAhead)
            return await answers.EndedAsync(stored, platform, ConnectionReason.NoRefreshToken);

        var endsSoon = RefreshSchedule.WarnAt(tokens) <= now + SettledRefresh.SweepAhead;
        var next = connection.Become(ConnectionState.Active, endsSoon ? ConnectionReason.EndsSoon : null, StateCause.Expiry) with
        {
            DueAt = endsSoon ? tokens.ExpiresAt : RefreshSchedule.WarnAt(tokens),
        };
        if (endsSoon && connection.Reason is not ConnectionReason.EndsSoon)
        {
            next = next.WithEvent(now, "state", $"The token ends at {tokens.ExpiresAt:u}, and the platform gave none to renew it with. Reconnect the account before then.");
            LogEndsSoon(logger, connection.Id, platform.Id, tokens.ExpiresAt!.Value);
        }
        return await connections.SaveAsync(next, stored.Generation, "state", CancellationToken.None) is { } saved ? new RefreshOutcome.Fresh(saved.Connection) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token of {ConnectionId} ({Platform}) ends at {EndsAt} and cannot be renewed: its person has to reconnect the account")]
    private static partial void LogEndsSoon(ILogger logger, string connectionId, string platform, DateTimeOffset endsAt);
}
