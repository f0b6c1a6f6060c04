using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Tokens whose record moved on while they were under way. Their raw answer is in the journal already; here it is decided what
/// becomes of them.
/// </summary>
public sealed partial class OrphanedTokens(ConnectionStore connections, TokenRevocation revocation, TimeProvider time, ILogger<OrphanedTokens> logger)
{
    /// <param name="exchanged">The connection whose tokens were exchanged.</param>
    /// <param name="next">The connection with the tokens that came.</param>
    public async Task<RefreshOutcome> ReconcileAsync(Connection exchanged, Connection next, PlatformClient client)
    {
        while (true)
        {
            var current = await connections.ReadAsync(exchanged.Id, CancellationToken.None);
            if (current is { Connection.State: ConnectionState.Revoking })
            {
                // The user disconnected meanwhile. The late tokens take the spent ones' place, and are ended with the connection.
                LogLate(logger, exchanged.Id);
                var ending = current.Connection with { Tokens = next.Tokens, Intent = null, NextAttemptAt = null };
                if (await connections.SaveAsync(ending, current.Generation, what: null, CancellationToken.None) is null) continue;
                return new RefreshOutcome.Gone();
            }
            if (current is null or { Connection.State: ConnectionState.Revoked })
            {
                LogLate(logger, exchanged.Id);
                await revocation.RevokeAsync(client, next.Tokens!.AccessToken, next.Tokens.RefreshToken, CancellationToken.None);
                return new RefreshOutcome.Gone();
            }
            var connection = current.Connection;
            if (!string.Equals(connection.GrantId, exchanged.GrantId, StringComparison.Ordinal))
            {
                // The person signed in again: the newer login wins. Where ending one grant ends them all, the old one is left alone.
                if (client.Platform.Revocation is { Cascades: false })
                    await revocation.RevokeAsync(client, next.Tokens!.AccessToken, next.Tokens.RefreshToken, CancellationToken.None);
                return new RefreshOutcome.Fresh(connection);
            }
            if (next.State is ConnectionState.Quarantined)
            {
                // Tokens in doubt stay in the journal; the record is set aside as it is now.
                if (connection.State is ConnectionState.Quarantined) return new RefreshOutcome.Quarantined(connection.Reason!);
                var aside = RefreshTransition.Doubt(connection, next.Reason!, time.GetUtcNow());
                if (await connections.SaveAsync(aside, current.Generation, "state", CancellationToken.None) is null) continue;
                return new RefreshOutcome.Quarantined(next.Reason!);
            }
            // Same grant. Ours replaces what we exchanged, and also what another owner got for the same parent before us: the
            // platform's chain goes on from the exchange that reached it last.
            if (connection.TokenGeneration > exchanged.TokenGeneration && connection.Tokens!.IssuedAt >= next.Tokens!.IssuedAt)
                return new RefreshOutcome.Fresh(connection);
            var adopted = (next with
            {
                State = connection.State,
                Reason = connection.Reason,
                TokenGeneration = connection.TokenGeneration + 1,
                Label = connection.Label,
                DefaultSince = connection.DefaultSince,
                History = [.. connection.History.TakeLast(Connection.HistoryLimit - 1), next.History[^1] with { Generation = connection.TokenGeneration + 1 }],
                DueAt = connection.TokenGeneration > exchanged.TokenGeneration ? time.GetUtcNow() : next.DueAt, // reconcile at once
            });
            // What an operator has to decide stays with the operator, whatever arrives.
            if (connection.State is ConnectionState.Quarantined) adopted = adopted with { DueAt = null };
            // Given up meanwhile: somebody sent the spent token once more and was refused. Where that ended the grant these tokens are dead
            // too, and elsewhere they live; the platform is asked at once, however young they are.
            else if (connection.State is ConnectionState.NeedsReconnect)
                adopted = adopted.Become(ConnectionState.Degraded, ConnectionReason.UnknownOutcome, StateCause.LaterGeneration) with { DueAt = time.GetUtcNow(), LastRefreshedAt = connection.LastRefreshedAt };
            else adopted = adopted.Become(ConnectionState.Active, adopted.ReasonWhenWell, StateCause.LaterGeneration);
            if (await connections.SaveAsync(adopted, current.Generation, "refreshed", CancellationToken.None) is { } saved)
                return saved.Connection.IsUsable ? new RefreshOutcome.Refreshed(saved.Connection) : new RefreshOutcome.Quarantined(saved.Connection.Reason!);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ConnectionId} was disconnected during a refresh; the late tokens are revoked")]
    private static partial void LogLate(ILogger logger, string connectionId);
}
