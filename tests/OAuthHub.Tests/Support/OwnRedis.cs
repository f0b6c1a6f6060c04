namespace OAuthHub.Tests.Support;

/// <summary>A Redis-protocol server of each test's own, for tests that kill it or stop it.</summary>
public abstract class OwnRedis : IAsyncLifetime
{
    private protected RedisServer Redis { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (RedisServer.Missing is null) Redis = await RedisServer.StartAsync(); // else every test is skipped
    }

    public async Task DisposeAsync()
    {
        if (Redis is not null) await Redis.DisposeAsync();
    }
}
