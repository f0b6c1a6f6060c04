using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// The one connection of this process to Redis. It mends itself. Nothing waits longer than a second for Redis, and while it is
/// away only one caller a second tries: everybody else is told at once.
/// </summary>
internal sealed partial class RedisLink : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions options;
    private readonly Task<ConnectionMultiplexer> connecting;
    private readonly ILogger<RedisLink> logger;
    private Action? restored;
    private long nextTryAt; // of the machine's monotonic clock; 0: Redis answers

    /// <param name="connectionString"><c>host:port,password=…,ssl=true</c>, as Aspire gives it.</param>
    public RedisLink(string connectionString, ILogger<RedisLink> logger)
    {
        this.logger = logger;
        options = Parse(connectionString);
        connecting = ConnectionMultiplexer.ConnectAsync(options);
    }

    public bool IsAway => Interlocked.Read(ref nextTryAt) != 0;

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
        parsed.IncludeDetailInExceptions = false;
        return parsed;
    }

    /// <exception cref="CoordinationUnavailableException">Redis did not answer within a second, or did not answer lately.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command)
    {
        if (!MayTry()) throw new CoordinationUnavailableException("Redis does not answer.");
        try
        {
            var redis = await connecting.WaitAsync(Patience, TimeProvider.System);
            var answer = await command(redis.GetDatabase()).WaitAsync(Patience, TimeProvider.System);
            Answered();
            return answer;
        }
        catch (Exception failure) when (IsAbsence(failure))
        {
            Missed(failure);
            throw new CoordinationUnavailableException("Redis does not answer.", failure);
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
        while (true)
        {
            try
            {
                await subscriber.SubscribeAsync(RedisChannel.Literal(channel), (_, message) => handler((byte[]?)message ?? []));
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
        if (connecting.IsCompletedSuccessfully) await connecting.Result.DisposeAsync();
    }

    /// <summary>Whatever Redis refuses (a password, an access list, data still loading) is no better than its absence.</summary>
    private static bool IsAbsence(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException;

    private bool MayTry()
    {
        var at = Interlocked.Read(ref nextTryAt);
        if (at == 0) return true;
        var now = TimeProvider.System.GetTimestamp();
        return now >= at && Interlocked.CompareExchange(ref nextTryAt, now + TimeProvider.System.TimestampFrequency, at) == at;
    }

    private void Answered()
    {
        if (Interlocked.Exchange(ref nextTryAt, 0) == 0) return;
        LogRestored(logger);
        restored?.Invoke();
    }

    private void Missed(Exception failure)
    {
        if (Interlocked.Exchange(ref nextTryAt, TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency) == 0) LogAway(logger, Why(failure));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis does not answer ({Failure}). Reading and refreshing go on; nobody can sign in at a platform until it is back")]
    private static partial void LogAway(ILogger logger, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again")]
    private static partial void LogRestored(ILogger logger);
}
