using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Core.Health;

/// <summary>Looks at everything that tells how the hub is.</summary>
public sealed class HubHealth(HubProcesses processes, CoordinationState coordination, ConnectionIndex index, DueState due, TimeProvider time)
{
    /// <param name="isVaultWell">Whoever asks knows it: a look at the vault is a write.</param>
    public async Task<HealthState> ReadAsync(bool isVaultWell, CancellationToken cancellationToken) => new()
    {
        At = time.GetUtcNow(),
        IsVaultWell = isVaultWell,
        IsRedisWell = processes.AreShared ? coordination.IsThere : null,
        RedisLacks = coordination.Lacking,
        Processes = await processes.ReportsAsync(cancellationToken),
        Connections = ConnectionCounts.Of(index),
        Due = await due.AllAsync(cancellationToken),
        Hour = await processes.SeriesAsync(HealthRange.Hour, cancellationToken),
        Day = await processes.SeriesAsync(HealthRange.Day, cancellationToken),
    };
}
