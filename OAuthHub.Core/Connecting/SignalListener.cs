using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Core.Connecting;

/// <summary>Hears of the vault's signals within a second, and reads again what they say has changed: keys that a command made, connections that it released.</summary>
public sealed partial class SignalListener(VaultSignals signals, IChangeEvents changes, AgentKeys keys, WebhookStore webhooks, CatchingUp catchingUp, ILogger<SignalListener> logger) : BackgroundService
{
    /// <summary>The subject of the event that agent keys were made, changed or revoked.</summary>
    public const string KeysChanged = "keys";

    private readonly Channel<IReadOnlyDictionary<string, string>> heard =
        Channel.CreateBounded<IReadOnlyDictionary<string, string>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private IDisposable? subscription;
    private IReadOnlyDictionary<string, string> done = new Dictionary<string, string>();

    /// <summary>What is there now is what the start reads next.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        done = await signals.ReadAsync(cancellationToken);
        signals.Listen(now => heard.Writer.TryWrite(now));
        // Where there is a Redis, it says so at once.
        subscription = changes.Subscribe(change =>
        {
            if (change is { Subject: KeysChanged, FromAnother: true }) _ = LookAsync(cancellationToken: CancellationToken.None);
        });
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        base.Dispose();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            heard.Writer.TryWrite(await signals.ReadAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is VaultUnavailableException or ObjectDisposedException or OperationCanceledException)
        {
            // The next look at the vault finds it.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var now in heard.Reader.ReadAllAsync(stoppingToken)) await ActAsync(now, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }

    private async Task ActAsync(IReadOnlyDictionary<string, string> now, CancellationToken stoppingToken)
    {
        try
        {
            if (IsNews(VaultSignals.Keys)) await keys.ReloadAsync(stoppingToken);
            if (IsNews(VaultSignals.Webhooks)) await webhooks.ListAsync(stoppingToken);
            if (IsNews(VaultSignals.Connections)) await catchingUp.RunAsync(stoppingToken);
            done = now; // only when all of it was read: what failed is news again a second later

            bool IsNews(string signal) => !string.Equals(now[signal], done.GetValueOrDefault(signal), StringComparison.Ordinal);
        }
        catch (VaultUnavailableException)
        {
            // The vault's trouble shows at the vault; there is nothing to be read now.
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is: a listener that ended would take the whole process with it.
            LogNotNow(logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Keys or connections were changed by a command and cannot be read again now")]
    private static partial void LogNotNow(ILogger logger, Exception failure);
}
