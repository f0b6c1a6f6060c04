using OAuthHub.Tests.Shared;
using StackExchange.Redis;

namespace OAuthHub.Bench.Distributed;

/// <summary>A server with Redis' protocol for one measurement, with room for very many connections.</summary>
internal sealed class RedisForBench : IAsyncDisposable
{
    private readonly RedisProcess server;
    private readonly ConnectionMultiplexer line;

    private RedisForBench(RedisProcess server, ConnectionMultiplexer line, string address) => (this.server, this.line, ConnectionString) = (server, line, address);

    public string ConnectionString { get; }

    public TimeSpan ProcessorTime => server.ProcessorTime;

    public static async Task<RedisForBench> StartAsync()
    {
        var port = FreePort.Find();
        var started = await RedisProcess.StartAsync(port, memory: "512m", index: "64m");
        var address = $"127.0.0.1:{port}";
        return new RedisForBench(started, await ConnectionMultiplexer.ConnectAsync(address + ",allowAdmin=true"), address);
    }

    public Task FlushAsync() => line.GetDatabase().ExecuteAsync("FLUSHALL");

    public async ValueTask DisposeAsync()
    {
        await line.DisposeAsync();
        await server.DisposeAsync();
    }
}
