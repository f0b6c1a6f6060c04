using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Webhooks;

/// <summary>
/// Hears of news and writes a message for each endpoint that wants them. Only what this process itself has brought about: each change has one
/// process that wrote it, so each is told once.
/// </summary>
public sealed partial class WebhookOutbox(WebhookStore endpoints, IVault vault, IDueQueue due, IChangeEvents changes, TimeProvider time, ILogger<WebhookOutbox> logger) : BackgroundService
{
    private const int MostWaiting = 10_000;
    private const int Tries = 5;

    private readonly Channel<(HubChange Change, DateTimeOffset At)> waiting = Channel.CreateBounded<(HubChange, DateTimeOffset)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private IDisposable? subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = changes.Subscribe(Hear);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>What was heard is written before the process ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } running) await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (change, at) in waiting.Reader.ReadAllAsync(CancellationToken.None))
            foreach (var endpoint in endpoints.Known.Where(endpoint => Wants(endpoint, change))) await WriteAsync(endpoint, change, at, stoppingToken);
    }

    private static bool Wants(WebhookEndpoint endpoint, HubChange change) => endpoint.IsEnabled && endpoint.Types.Contains(WebhookTypes.Of(change.News!.Type), StringComparer.Ordinal);

    private void Hear(HubChange change)
    {
        if (change is not { FromAnother: false, News: not null, User: not null } || !endpoints.Known.Any(endpoint => Wants(endpoint, change))) return;
        if (!waiting.Writer.TryWrite((change, time.GetUtcNow()))) LogLost(logger, change.Id, change.News.Type);
    }

    private async Task WriteAsync(WebhookEndpoint endpoint, HubChange change, DateTimeOffset at, CancellationToken stoppingToken)
    {
        var delivery = new PendingDelivery(WebhookMessage.NewId(), endpoint.Id, WebhookTypes.Of(change.News!.Type), WebhookMessage.Of(change, at), at, 0, at);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await vault.CommitAsync(new VaultCommit(WebhookCodec.Write(delivery, 0)), CancellationToken.None);
                await due.ScheduleAsync(DueQueues.Webhooks, delivery.RecordId, delivery.DueAt, CancellationToken.None);
                return;
            }
            catch (Exception failure) when (failure is VaultUnavailableException or CoordinationUnavailableException)
            {
                if (attempt == Tries || stoppingToken.IsCancellationRequested)
                {
                    LogLost(logger, change.Id, change.News.Type);
                    return;
                }
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A webhook's message could not be kept and is lost: {ConnectionId} {Type}")]
    private static partial void LogLost(ILogger logger, string connectionId, string type);
}
