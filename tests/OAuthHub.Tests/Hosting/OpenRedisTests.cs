using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using OAuthHub.Core;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Tests.Health;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Hosting;

/// <summary>A Redis that anybody can reach or that throws away what it is given.</summary>
public sealed class OpenRedisTests
{
    /// <summary>Leads to this machine and looks like another one.</summary>
    private const string Elsewhere = "0.0.0.0";

    [Theory]
    [InlineData("redis.example:6379", "a password and without TLS")]
    [InlineData("redis.example:6379,password=secret-of-redis", "TLS")]
    [InlineData("redis.example:6379,ssl=true", "a password")]
    [InlineData("127.0.0.1:6379,redis.example:6379", "a password and without TLS")]
    [InlineData("10.0.0.5:6379,user=oauthhub,password=secret-of-redis", "TLS")]
    [InlineData("redis.example:6379,password=secret-of-redis,ssl=true", null)]
    [InlineData("localhost:6379", null)]
    [InlineData("127.0.0.1:6379", null)]
    [InlineData("[::1]:6379", null)]
    public void A240_what_the_way_to_redis_lacks_is_named_without_repeating_its_password(string setting, string? lacking)
    {
        Assert.Equal(lacking, RedisGuarding.Lacking(RedisLink.Parse(setting)));
        foreach (var (environment, isAllowed) in new[] { ("Production", false), ("Staging", false), ("Production", true), ("Development", false) })
        {
            var result = new RedisGuarding(setting, new HostingEnvironment { EnvironmentName = environment }).Validate(null, new HubOptions { AllowInsecureRedis = isAllowed });
            Assert.Equal(lacking is not null && environment is not "Development" && !isAllowed, result.Failed);
            if (!result.Failed) continue;
            Assert.Contains("OAuthHub__AllowInsecureRedis", result.FailureMessage, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of-redis", result.FailureMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A240_in_production_an_open_redis_stops_the_start_before_anything_is_made()
    {
        using var folder = new TemporaryFolder();
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(Production(folder, Elsewhere + ":9")));
        Assert.Contains("leads to another machine without a password and without TLS", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [RedisFact]
    public async Task A240_A241_what_the_operator_allowed_is_shown_on_the_dashboard_and_a_user_who_may_do_everything_is_warned_of()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new TemporaryFolder();
        var setup = Production(folder, $"{Elsewhere}:{redis.Port}");
        setup.Settings["OAuthHub:AllowInsecureRedis"] = "true";
        await using var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        Assert.Contains((await HealthApiTests.SummaryAsync(hub)).GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == "redis_open");
        Assert.Single(hub.Logs.Lines, entry => entry.StartsWith("Warning ", StringComparison.Ordinal) && entry.Contains("FLUSHALL", StringComparison.Ordinal));
        await hub.AssertNoneLoggedAsync();
    }

    [RequiresToolFact("redis-server")]
    public async Task A241_a_redis_that_may_throw_leases_away_is_warned_of_once()
    {
        var port = FreePort.Find();
        await using var redis = await RedisProcess.StartAsync(port, redisServer: RequiresToolFactAttribute.Find("redis-server"), more: ["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]);
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["ConnectionStrings:redis"] = $"127.0.0.1:{port}" } });
        await Waiting.UntilAsync(() => hub.Logs.Lines.Any(entry => entry.Contains("maxmemory-policy allkeys-lru", StringComparison.Ordinal)));
        Assert.Single(hub.Logs.Lines, entry => entry.StartsWith("Warning ", StringComparison.Ordinal) && entry.Contains("noeviction", StringComparison.Ordinal));
    }

    private static HubSetup Production(TemporaryFolder folder, string redis) => new()
    {
        Environment = "Production",
        Folder = folder,
        Settings =
        {
            ["OAuthHub:MasterKey"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
            ["OAuthHub:PublicUrl"] = "http://localhost",
            ["ConnectionStrings:redis"] = redis,
        },
    };
}
