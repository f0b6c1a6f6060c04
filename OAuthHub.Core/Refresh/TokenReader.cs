using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Gives out live tokens. A token is served as long as it lives; refreshing happens behind the read; a dead token is never
/// given out.
/// </summary>
public sealed class TokenReader(ConnectionStore connections, TokenRefresher refresher, PlatformCatalog catalog, HubMeter meter, TimeProvider time)
{
    /// <param name="minimumLife">The life that the caller wants; a platform whose tokens never live that long serves what it has.</param>
    public ValueTask<TokenReadResult> ReadAsync(ConnectionSummary found, TimeSpan minimumLife, CancellationToken cancellationToken) =>
        minimumLife == TimeSpan.Zero && connections.FindTrusted(found) is { } known && time.GetUtcNow().UtcTicks < known.ServedUntil
            ? new(new TokenReadResult.Live(known.Connection))
            : DecideAsync(found, minimumLife, cancellationToken);

    private async ValueTask<TokenReadResult> DecideAsync(ConnectionSummary found, TimeSpan minimumLife, CancellationToken cancellationToken)
    {
        if (await connections.GetAsync(found, cancellationToken) is not { } connection) return new TokenReadResult.Refused(new RefreshOutcome.Gone());
        if (Refusal(connection) is { } refusal) return new TokenReadResult.Refused(refusal);
        var rules = catalog.Find(connection.PlatformId)?.Refresh ?? new RefreshRules();
        switch (RefreshSchedule.Decide(connection.Tokens!, connection.DueAt, rules, time.GetUtcNow(), minimumLife))
        {
            case ReadDecision.ServeAndRefresh:
                _ = refresher.RefreshAsync(found.Id, new RefreshRequest(RefreshReason.Read), CancellationToken.None);
                return new TokenReadResult.Live(connection);
            case ReadDecision.WaitForRefresh:
                return await WaitForReadAsync(connection, minimumLife, cancellationToken);
            default:
                // The next reads are many, and need not look at all that the decision took.
                if (connections.FindTrusted(found) is { } known && ReferenceEquals(known.Connection, connection)) known.ServedUntil = RefreshSchedule.ServedUntil(connection.Tokens!, connection.DueAt, rules).UtcTicks;
                return new TokenReadResult.Live(connection);
        }
    }

    /// <summary>Waits for a refresh, at most 25 s, then serves what is alive.</summary>
    public async ValueTask<TokenReadResult> WaitAsync(string connectionId, RefreshRequest request, CancellationToken cancellationToken)
    {
        RefreshOutcome outcome;
        try
        {
            outcome = await refresher.RefreshAsync(connectionId, request, cancellationToken).WaitAsync(RefreshTimes.Wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            outcome = new RefreshOutcome.TryLater(TimeSpan.FromSeconds(2), "refresh_in_progress");
        }
        switch (outcome)
        {
            case RefreshOutcome.Refreshed(var connection) when IsAlive(connection, request with { Rejected = null }): return new TokenReadResult.Live(connection);
            case RefreshOutcome.Fresh(var connection) when IsAlive(connection, request): return new TokenReadResult.Live(connection);
            case RefreshOutcome.TryLater when await connections.GetAsync(connectionId, cancellationToken) is { IsUsable: true } connection && IsAlive(connection, request):
                return new TokenReadResult.Live(connection);
            case RefreshOutcome.Refreshed: return new TokenReadResult.Refused(new RefreshOutcome.TryLater(TimeSpan.FromSeconds(1), "platform_unavailable"));
            default: return new TokenReadResult.Refused(outcome);
        }
    }

    private async ValueTask<TokenReadResult> WaitForReadAsync(Connection connection, TimeSpan minimumLife, CancellationToken cancellationToken)
    {
        using var span = HubTraces.ReadWait(connection.PlatformId);
        var began = time.GetTimestamp();
        var outcome = "cancelled"; // the agent went away
        try
        {
            var result = await WaitAsync(connection.Id, new RefreshRequest(RefreshReason.Read) { MinimumLife = minimumLife }, cancellationToken);
            outcome = result is TokenReadResult.Refused(var refusal) ? refusal.Word : "served";
            return result;
        }
        finally
        {
            span.Done(outcome, isError: outcome is not "served");
            meter.ReadWaited(connection.PlatformId, outcome, time.GetElapsedTime(began));
        }
    }

    private bool IsAlive(Connection connection, RefreshRequest request) =>
        (connection.Tokens!.ExpiresAt is not { } end || end > time.GetUtcNow()) &&
        (request.Rejected is not { } rejected || rejected != connection.Tokens.AccessToken.Fingerprint());

    private static RefreshOutcome? Refusal(Connection connection) => connection.State switch
    {
        ConnectionState.NeedsReconnect => new RefreshOutcome.NeedsReconnect(connection.Reason ?? ConnectionReason.GrantRevoked),
        ConnectionState.Quarantined => new RefreshOutcome.Quarantined(connection.Reason ?? ConnectionReason.Integrity),
        ConnectionState.Revoking or ConnectionState.Revoked => new RefreshOutcome.Gone(),
        _ => null,
    };
}

public abstract record TokenReadResult
{
    private TokenReadResult() { }

    public sealed record Live(Connection Connection) : TokenReadResult;

    public sealed record Refused(RefreshOutcome Outcome) : TokenReadResult;
}
