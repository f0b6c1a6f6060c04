using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>Looks once a second at the vault's signals, and reads again what they say has changed: keys that a command made, connections that it released.</summary>
public sealed partial class HeaderWatch(VaultSignals signals, AgentKeys keys, CatchingUp catchingUp, ILogger<HeaderWatch> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private IReadOnlyDictionary<string, string> seen = new Dictionary<string, string>();

    /// <summary>What is there now is what the start reads next.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        seen = await signals.ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System); // what commands do is not a matter of the hub's own time
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = await signals.ReadAsync(stoppingToken);
            if (Changed(VaultSignals.Keys)) await keys.ReloadAsync(stoppingToken);
            if (Changed(VaultSignals.Connections)) await catchingUp.RunAsync(stoppingToken);
            seen = now; // only when all of it was read: what failed is read again a second later

            bool Changed(string signal) => !string.Equals(now[signal], seen.GetValueOrDefault(signal), StringComparison.Ordinal);
        }
        catch (VaultUnavailableException)
        {
            // The vault's trouble shows at the vault; there is nothing to be read now.
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is: a watch that ended would take the whole process with it.
            LogNotNow(logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Keys or connections were changed by a command and cannot be read again now")]
    private static partial void LogNotNow(ILogger logger, Exception failure);
}
