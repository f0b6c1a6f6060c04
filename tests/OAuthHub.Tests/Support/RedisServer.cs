using System.Text;
using StackExchange.Redis;

namespace OAuthHub.Tests.Support;

/// <summary>A Redis-protocol server of the test's own which a test may kill, stop and flush.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string? password;
    private RedisProcess? running;
    private ConnectionMultiplexer? operatorsLine;

    private RedisServer(int port, string? password) => (Port, this.password) = (port, password);

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => RedisProcess.Missing;

    public int Port { get; }

    public string ConnectionString => password is null ? $"127.0.0.1:{Port}" : $"127.0.0.1:{Port},password={password}";

    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer(FreePort.Find(), password);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>It runs and is not frozen.</summary>
    public bool IsUp { get; private set; }

    public async Task StartAgainAsync()
    {
        running = await RedisProcess.StartAsync(Port, password);
        IsUp = true;
    }

    public async Task KillAsync()
    {
        IsUp = false;
        await running!.DisposeAsync();
        running = null;
    }

    public void Freeze()
    {
        IsUp = false;
        Signals.Stop(running!.Id);
    }

    public void Thaw()
    {
        Signals.Continue(running!.Id);
        IsUp = true;
    }

    public async Task FlushAsync() => await (await LineAsync()).GetDatabase().ExecuteAsync("FLUSHALL");

    /// <summary>The names of all that is in it.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. ((RedisKey[]?)await (await OpenAsync()).ExecuteAsync("KEYS", "*"))!.Select(key => (string)key!)];

    /// <summary>Everything in it, keys and values as text; for looking for secrets.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DumpAsync()
    {
        var redis = (await LineAsync()).GetDatabase();
        var all = new Dictionary<string, string>();
        foreach (var key in await KeysAsync())
        {
            all[key] = await redis.KeyTypeAsync(key) switch
            {
                RedisType.String => Text(await redis.StringGetAsync(key)),
                RedisType.Set => string.Join('\n', (await redis.SetMembersAsync(key)).Select(Text)),
                RedisType.SortedSet => string.Join('\n', (await redis.SortedSetRangeByScoreWithScoresAsync(key)).Select(entry => $"{Text(entry.Element)} {entry.Score}")),
                RedisType.None => "", // gone meanwhile
                var other => throw new InvalidOperationException($"{key} is a {other}."),
            };
        }
        return all;
    }

    /// <summary>The operator's own connection, or an intruder's.</summary>
    public async Task<IDatabase> OpenAsync() => (await LineAsync()).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (operatorsLine is not null) await operatorsLine.DisposeAsync();
        if (running is not null) await KillAsync();
    }

    private async Task<ConnectionMultiplexer> LineAsync() => operatorsLine ??= await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",abortConnect=false,allowAdmin=true");

    private static string Text(RedisValue value) => Encoding.Latin1.GetString((byte[]?)value ?? []);
}

/// <summary>A test that needs a Redis-protocol server; without one it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Missing;
}

/// <summary>As <see cref="RedisFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisServer.Missing;
}
