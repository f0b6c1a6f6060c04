using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Sign-ins that come to an end: the person is told some time before. Tokens that nothing can renew are served until they end or are refused;
/// where the grant behind them ends, they are renewed until then.
/// </summary>
public sealed partial class EndingTokens(ConnectionStore connections, AnswerKeeper answers, TimeProvider time, ILogger<EndingTokens> logger)
{
    /// <summary>Null: somebody else wrote meanwhile, so start over.</summary>
    public async Task<RefreshOutcome?> LookAsync(Stored stored, Platform platform, RefreshRequest request)
    {
        var (connection, now) = (stored.Connection, time.GetUtcNow());
        var tokens = connection.Tokens!;
        if (request.Rejected is not null || tokens.ExpiresAt <= now + SettledRefresh.SweepAhead)
            return await answers.EndedAsync(stored, platform, ConnectionReason.NoRefreshToken, request.Reason);

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

    /// <summary>Tells of the grant's end. Null: somebody else wrote meanwhile, so start over.</summary>
    public async Task<Stored?> TellAsync(Stored stored, Platform platform, DateTimeOffset end)
    {
        var saved = await connections.SaveAsync(RefreshTransition.Told(stored.Connection, platform, end, time.GetUtcNow()), stored.Generation, "state", CancellationToken.None);
        if (saved is not null) LogGrantEndsSoon(logger, saved.Connection.Id, platform.Id, end);
        return saved;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in of {ConnectionId} ({Platform}) ends at {EndsAt} and cannot be prolonged: its person has to reconnect the account")]
    private static partial void LogGrantEndsSoon(ILogger logger, string connectionId, string platform, DateTimeOffset endsAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token of {ConnectionId} ({Platform}) ends at {EndsAt} and cannot be renewed: its person has to reconnect the account")]
    private static partial void LogEndsSoon(ILogger logger, string connectionId, string platform, DateTimeOffset endsAt);
}
