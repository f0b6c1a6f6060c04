using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// The one connection of this process to Redis. It mends itself. Nothing waits longer than a second for Redis, and while it is
/// away nobody waits at all: behind everybody's back it is asked once a second whether it answers again.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions options;
    private readonly TimeSpan patience;
    private readonly Task<ConnectionMultiplexer> connecting;
    private readonly ILogger<RedisLink> logger;
    private readonly CancellationTokenSource closing = new();
    private Action? restored;
    private int away; // 1: it does not answer

    /// <param name="connectionString"><c>host:port,password=…,ssl=true</c>, as Aspire gives it.</param>
    /// <param name="patience">How long one command may take; a second when left out.</param>
    public RedisLink(string connectionString, ILogger<RedisLink> logger, TimeSpan? patience = null)
    {
        (this.logger, this.patience) = (logger, patience ?? Patience);
        options = Parse(connectionString);
        if (patience is { } longer) options.ConnectTimeout = options.AsyncTimeout = (int)longer.TotalMilliseconds;
        connecting = ConnectionMultiplexer.ConnectAsync(options);
    }

    public bool IsAway => Volatile.Read(ref away) != 0;

    /// <summary>Called when Redis answers again after it did not: what was meant for it meanwhile can be made up for.</summary>
    public void OnRestored(Action action) => restored += action;

    /// <summary>Whether the setting can be read at all; called at the start.</summary>
    /// <exception cref="HubStartException">It cannot; the message does not repeat it, since it holds a password.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        ConfigurationOptions parsed;
        try
        {
            parsed = ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException)
        {
            parsed = new ConfigurationOptions();
        }
        if (parsed.EndPoints.Count == 0)
            throw new HubStartException("ConnectionStrings:redis cannot be read. Give it as host:port,password=…,ssl=true (ConnectionStrings__redis), or leave it out to run in one process.");
        parsed.ClientName = "oauthhub";
        parsed.AbortOnConnectFail = false;
        parsed.BacklogPolicy = BacklogPolicy.FailFast; // a command that waits for a connection is a command that comes too late
        parsed.ConnectTimeout = parsed.SyncTimeout = parsed.AsyncTimeout = (int)Patience.TotalMilliseconds;
        parsed.ReconnectRetryPolicy = new LinearRetry(250);
        parsed.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        parsed.KeepAlive = 5;
        (parsed.TieBreaker, parsed.ConfigurationChannel) = ("", ""); // keys and channels of the client's own, outside the hub's names
        parsed.CommandMap = CommandMap.Create(["CONFIG"], available: false); // which may tell passwords, so that no access list should allow it
        parsed.AllowAdmin = true; // the client counts INFO among an administrator's commands; Redis does not
        parsed.IncludeDetailInExceptions = false;
        return parsed;
    }

    /// <exception cref="CoordinationUnavailableException">Redis did not answer within a second, or did not answer lately.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (IsAway) throw new CoordinationUnavailableException("Redis does not answer.");
        try
        {
            var redis = await connecting.WaitAsync(patience, TimeProvider.System, CancellationToken.None);
            return await command(redis.GetDatabase()).WaitAsync(patience, TimeProvider.System, CancellationToken.None);
        }
        catch (Exception failure) when (IsAbsence(failure))
        {
            Missed(failure);
            throw new CoordinationUnavailableException("Redis does not answer.", failure);
        }
    }

    public bool IsDefaultUser => RedisGuarding.IsDefaultUser(options);

    /// <summary>What Redis says of itself (<c>INFO</c>). Null: it is away, or an access list does not let us ask, which is no absence.</summary>
    public async Task<string?> DescribeAsync(string section)
    {
        try
        {
            var redis = await connecting.WaitAsync(patience, TimeProvider.System, closing.Token);
            return (string?)await redis.GetDatabase().ExecuteAsync("INFO", section).WaitAsync(patience, TimeProvider.System, closing.Token);
        }
        catch (Exception failure) when (IsAbsence(failure))
        {
            return null;
        }
    }

    /// <summary>A line for a thread of its own.</summary>
    public RenewalLine NewRenewalLine() => new(options);

    private static string Why(Exception failure) => failure switch
    {
        RedisConnectionException connection => connection.FailureType.ToString(),
        // Its first word is the kind of error; the rest may repeat what was sent.
        RedisServerException server => "refused: " + server.Message.Split(' ')[0],
        _ => failure.GetType().Name,
    };

    /// <summary>Listens for ever; after an interruption the client subscribes again by itself.</summary>
    public async Task SubscribeAsync(string channel, Action<byte[]> handler)
    {
        var subscriber = (await connecting).GetSubscriber();
        var latest = 0;
        while (true)
        {
            // The client keeps a handler although nobody confirmed it. It must not be taken back, since that may reach Redis after the next try; only the
            // latest counts, else each message would be heard twice.
            var mine = Interlocked.Increment(ref latest);
            try
            {
                await subscriber.SubscribeAsync(RedisChannel.Literal(channel), (_, message) =>
                {
                    if (mine == Volatile.Read(ref latest)) handler((byte[]?)message ?? []);
                });
                return;
            }
            catch (Exception failure) when (IsAbsence(failure))
            {
                await Task.Delay(Patience, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        closing.Dispose();
        if (connecting.IsCompletedSuccessfully) await connecting.Result.DisposeAsync();
    }

    /// <summary>Whatever Redis refuses (a password, an access list, data still loading) is no better than its absence.</summary>
    private static bool IsAbsence(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException;

    private void Missed(Exception failure)
    {
        if (Interlocked.Exchange(ref away, 1) == 1) return;
        LogAway(logger, Why(failure));
        if (!closing.IsCancellationRequested) _ = AskAsync(closing.Token);
    }

    private async Task AskAsync(CancellationToken closed)
    {
        while (!await AnswersAsync(closed))
        {
            if (closed.IsCancellationRequested) return;
        }
        Volatile.Write(ref away, 0);
        LogRestored(logger);
        restored?.Invoke();
    }

    private async Task<bool> AnswersAsync(CancellationToken closed)
    {
        try
        {
            await Task.Delay(Patience, TimeProvider.System, closed);
            var redis = await connecting.WaitAsync(Patience, TimeProvider.System, closed);
            await redis.GetDatabase().PingAsync().WaitAsync(Patience, TimeProvider.System, closed);
            return true;
        }
        catch (Exception failure) when (IsAbsence(failure))
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis does not answer ({Failure}). Reading and refreshing go on; nobody can sign in at a platform until it is back")]
    private static partial void LogAway(ILogger logger, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again")]
    private static partial void LogRestored(ILogger logger);
}
