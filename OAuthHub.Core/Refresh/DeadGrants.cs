using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Believes a platform that says a grant is dead, unless it says so of many at once: then those of the last minute are taken
/// back, and everybody waits.
/// </summary>
public sealed partial class DeadGrants(ConnectionStore connections, GrantIncidents incidents, HubMeter meter, TimeProvider time, ILogger<DeadGrants> logger)
{
    /// <summary>How long connections wait during a platform's incident.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <param name="asBefore">The connection without what this answer says.</param>
    /// <returns>What is to be stored: the dead one, or the one that waits.</returns>
    public async Task<Connection> JudgeAsync(Connection asBefore, Connection dead, Platform platform)
    {
        var believed = incidents.Note(platform.Id, dead.Id, CountOf(platform));
        if (believed.Count == 0) return dead;
        LogIncident(logger, platform.Id, believed.Count);
        foreach (var id in believed.Where(id => !string.Equals(id, dead.Id, StringComparison.Ordinal))) await TakeBackAsync(id);
        return Waiting(asBefore);
    }

    /// <summary>
    /// Asked once a dead grant is stored. False: meanwhile so many had died that it is taken back. Whoever noticed that looked for it
    /// before it was stored.
    /// </summary>
    /// <param name="isExplained">There is a reason of its own for this one, whatever happens to others.</param>
    public async Task<bool> IsSureAsync(Connection dead, Platform platform, bool isExplained)
    {
        if (!isExplained && incidents.IsOn(platform.Id, CountOf(platform)))
        {
            await TakeBackAsync(dead.Id);
            return false;
        }
        meter.GrantLost(platform.Id, dead.Reason!);
        LogGrantGone(logger, dead.Id, platform.Id, dead.Reason!);
        return true;
    }

    private async Task TakeBackAsync(string id)
    {
        while (await connections.ReadAsync(id, CancellationToken.None) is { Connection.State: ConnectionState.NeedsReconnect } stored)
            if (await connections.SaveAsync(Waiting(stored.Connection), stored.Generation, "state", CancellationToken.None) is not null) return;
    }

    private Connection Waiting(Connection connection) =>
        RefreshTransition.Degraded(connection, ConnectionReason.PlatformIncident, Pause, time.GetUtcNow(), ConnectionReason.Explain(ConnectionReason.PlatformIncident)!, StateCause.Incident);

    private int CountOf(Platform platform) => connections.Index.CountOf(platform.Id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grant of {ConnectionId} at {Platform} is gone: {Reason}")]
    private static partial void LogGrantGone(ILogger logger, string connectionId, string platform, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Platform} refused {Count} grants within a minute: taken as the platform's incident, nobody is asked to reconnect")]
    private static partial void LogIncident(ILogger logger, string platform, int count);
}
