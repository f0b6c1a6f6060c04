using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Shared;
using OAuthHub.Tests.Support;
using StackExchange.Redis;

namespace OAuthHub.Tests.Distributed;

/// <summary>Redis itself, and the access list that docs/operations.md tells an operator to set.</summary>
public sealed partial class RedisAccessListTests
{
    [RequiresToolFact("redis-server")]
    public async Task A241_with_the_documented_access_list_everything_works_and_redis_refuses_nothing()
    {
        var rule = Documented().Match(await File.ReadAllTextAsync(Repository.File("docs", "operations.md"))).Groups["rule"].Value;
        Assert.Contains("oauthhub", rule, StringComparison.Ordinal);
        var port = FreePort.Find();
        await using var redis = await RedisProcess.StartAsync(port, redisServer: RequiresToolFactAttribute.Find("redis-server"));
        await using var administrator = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        var server = administrator.GetDatabase();
        await server.ExecuteAsync("ACL", [.. rule.Replace("PASSWORD", "secret-of-redis", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)]);

        var line = $"127.0.0.1:{port},user=oauthhub,password=secret-of-redis";
        await using var hub = await HubHost.StartAsync(new HubSetup
        {
            Settings = { ["ConnectionStrings:redis"] = line },
            // A patient one: what Redis refuses must not depend on what else the machine does.
            Services = services => services.AddSingleton(new RedisLink(line, NullLogger<RedisLink>.Instance, HubHost.Deadline)),
        });
        var connection = await hub.ConnectAsync();
        await Waiting.UntilAsync(() => hub.Get<ISharedIndex>().IsCompleteAsync(CancellationToken.None).AsTask());
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);
        Assert.Equal(2, (await hub.StoredAsync(connection.Id)).TokenGeneration);
        Assert.Single(await hub.Get<ISharedIndex>().FindAsync("local", CancellationToken.None));
        Assert.Equal(0, await hub.Get<IDueQueue>().CountDueAsync("sandbox", hub.Clock.GetUtcNow(), CancellationToken.None));
        Assert.NotNull(await hub.Get<IDueQueue>().FirstAsync("sandbox", CancellationToken.None));
        var board = hub.Get<IProcessBoard>();
        await board.PutPagesAsync("process", [new BoardPage("page", [1], TimeSpan.FromMinutes(1))], CancellationToken.None);
        Assert.Single(await board.PagesAsync("process", ["page", "none"], CancellationToken.None));
        Assert.NotEmpty(await board.ReportsAsync(hub.Clock.GetUtcNow().AddHours(-1), CancellationToken.None));
        await hub.Get<Disconnecting>().DisconnectAsync(connection.Id, CancellationToken.None);
        Assert.False(hub.Get<CoordinationState>().IsThere is false);

        var refused = ((RedisResult[]?)await server.ExecuteAsync("ACL", "LOG"))!.Select(entry => string.Join(' ', (string[])entry!)).ToList();
        Assert.True(refused.Count == 0, string.Join('\n', refused));
        // And no more than it says: another hub's names are not its own.
        await using var intruder = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},user=oauthhub,password=secret-of-redis,allowAdmin=true");
        await Assert.ThrowsAsync<RedisServerException>(() => intruder.GetDatabase().StringGetAsync("somebody-else"));
        await Assert.ThrowsAsync<RedisServerException>(() => intruder.GetDatabase().ExecuteAsync("FLUSHALL"));
    }

    [GeneratedRegex(@"^(?<rule>ACL SETUSER .*?)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Documented();
}
