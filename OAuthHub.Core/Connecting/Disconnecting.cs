using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>
/// Ends a connection: access through the hub ends at once, then the platform is told, for seven days if need be. A tombstone
/// stays, so that a late refresh does not bring it back.
/// </summary>
public sealed partial class Disconnecting(ConnectionStore connections, PlatformClients platforms, TokenRevocation revocation, IDueQueue due, TimeProvider time, ILogger<Disconnecting> logger)
{
    /// <summary>How long the platform is asked to end the grant.</summary>
    public static readonly TimeSpan TellFor = TimeSpan.FromDays(7);

    /// <summary>A claim of a worker that died comes back after that; a call takes 20 s at most.</summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(30);

    private const int AtOnce = 16;

    /// <summary>Null: there is no such connection.</summary>
    public async Task<Disconnected?> DisconnectAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            Stored? stored;
            try
            {
                stored = await connections.ReadAsync(id, cancellationToken);
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                // What cannot be opened cannot be revoked; the person has to do it at the platform.
                if (connections.Index.Find(id) is not { } damaged) return null;
                await connections.DeleteAsync(id, damaged.Generation, cancellationToken);
                return new Disconnected(ConnectionState.Revoked, false, ByHand(platforms.Find(damaged.PlatformId, new Dictionary<string, string>())));
            }
            if (stored is null || stored.Connection.State is ConnectionState.Revoked) return null;
            if (stored.Connection.State is ConnectionState.Revoking) return await TellPlatformAsync(stored);
            var now = time.GetUtcNow();
            var revoking = (stored.Connection.Become(ConnectionState.Revoking, null, StateCause.Disconnect) with { DueAt = null, NextAttemptAt = null, FailedAttempts = 0, DisconnectedAt = now }).WithEvent(now, "disconnected", "Disconnected; access through the hub ended.");
            if (await connections.SaveAsync(revoking, stored.Generation, "disconnected", cancellationToken) is { } saved) return await TellPlatformAsync(saved);
        }
    }

    /// <summary>Tells the platforms that could not be told before. Several workers share these, too.</summary>
    public async Task RetryAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var id in await due.ClaimAsync(DueQueues.Ending, now, now + ClaimFor, AtOnce, cancellationToken))
        {
            if (await connections.ReadAsync(id, cancellationToken) is { Connection.State: ConnectionState.Revoking } stored) await TellPlatformAsync(stored);
            else await due.ScheduleAsync(DueQueues.Ending, id, null, CancellationToken.None);
        }
    }

    private async Task<Disconnected> TellPlatformAsync(Stored stored)
    {
        var (connection, now) = (stored.Connection, time.GetUtcNow());
        if (connection.Intent is { } intent && now < intent.Deadline && !ProcessIdentity.IsGone(intent.Owner))
        {
            // A refresh is out. The token we have may be spent, so ending it would prove nothing: wait for what comes (OrphanedTokens).
            await connections.SaveAsync(connection with { NextAttemptAt = intent.Deadline }, stored.Generation, what: null, CancellationToken.None);
            return new Disconnected(ConnectionState.Revoking, false, null);
        }
        var client = platforms.Find(connection);
        var outcome = client is null || connection.Tokens is null
            ? new RevocationOutcome.NotSupported(ByHand(client))
            : await RevokeAsync(client, connection, connection.Tokens);
        var isTooOld = connection.DisconnectedAt is { } since && now - since > TellFor;
        if (outcome is RevocationOutcome.TryLater(var retryAfter) && !isTooOld)
        {
            var failures = connection.FailedAttempts + 1;
            var pause = retryAfter ?? Refresh.RefreshSchedule.Backoff(failures + 4);
            await connections.SaveAsync(connection with { FailedAttempts = failures, NextAttemptAt = now + pause }, stored.Generation, what: null, CancellationToken.None);
            LogNotTold(logger, connection.Id, connection.PlatformId);
            return new Disconnected(ConnectionState.Revoking, false, ByHand(client));
        }
        var isTold = outcome is RevocationOutcome.Revoked;
        var revoked = (connection.Become(ConnectionState.Revoked, null, StateCause.Disconnect) with { Tokens = null, Intent = null, Stored = new Dictionary<string, string>() })
            .WithEvent(now, "disconnected", isTold ? "The platform ended the grant." : "The platform was not told: it offers no way, or did not answer for seven days.");
        // The journal may still hold these tokens: an empty entry takes its place.
        await connections.SaveAsync(revoked, stored.Generation, "disconnected", CancellationToken.None, ConnectionStore.Journal(connection.Id, connection.TokenGeneration, []));
        return new Disconnected(ConnectionState.Revoked, isTold, isTold ? null : ByHand(client));
    }

    private static string? ByHand(PlatformClient? client) => client?.Platform.Revocation?.ManualUrl ?? client?.Platform.ManualRevocationUrl;

    private async Task<RevocationOutcome> RevokeAsync(PlatformClient client, Connection connection, TokenPair stored)
    {
        var (accessToken, refreshToken) = (stored.AccessToken, stored.RefreshToken);
        // A refresh may have died between its answer and the record: then the tokens that live are those of the journal.
        if (await connections.ReadJournalAsync(connection.Id, CancellationToken.None) is { } entry && entry.TokenGeneration == connection.TokenGeneration &&
            RawAnswer.Deserialize(entry.Answer.Span) is { } raw && TokenResponseParser.Read(client.Platform, raw, TokenCall.Refresh) is TokenReading.Success(var late))
        {
            LogLate(logger, connection.Id);
            (accessToken, refreshToken) = (late.AccessToken, late.RefreshToken ?? refreshToken);
        }
        return await revocation.RevokeAsync(client, accessToken, refreshToken, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ConnectionId} was disconnected after a refresh that was not finished: its answer in the journal has the tokens that are ended")]
    private static partial void LogLate(ILogger logger, string connectionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Platform} could not be told that {ConnectionId} was disconnected; trying again later")]
    private static partial void LogNotTold(ILogger logger, string connectionId, string platform);
}

/// <param name="ManualUrl">Where the person can end the grant by hand, when the platform could not be told.</param>
public sealed record Disconnected(ConnectionState State, bool RevokedAtProvider, string? ManualUrl);
