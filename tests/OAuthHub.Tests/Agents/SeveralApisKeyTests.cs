using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Distributed;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Agents;

/// <summary>A key that is made, limited or revoked at one API holds so at the others: by the event, or by the look at the vault twice a second.</summary>
public sealed class SeveralApisKeyTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const string Path = "/api/agents/keys";

    [RedisFact]
    public async Task A131_what_is_done_to_a_key_or_a_connection_at_one_API_holds_at_the_other()
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server);
        var connection = await hubs.ConnectAsync();
        var browser = hubs[0].Browser;
        await browser.SignInAsync();
        var made = await browser.CallAsync(HttpMethod.Post, Path, new { name = "agent", users = new[] { "local" }, actions = AgentAction.All });
        using var agent = new AgentClient(hubs[1].Address, made.Json.GetProperty("key").GetString());
        var path = $"{Path}/{made.Json.GetProperty("grant").GetProperty("id").GetString()}";
        await HoldsAsync("made", async () => (await agent.ReadAsync()).Status is HttpStatusCode.OK);
        (await browser.CallAsync(HttpMethod.Put, path, new { name = "agent", users = new[] { "local" }, actions = new[] { "proxy" } })).Ok();
        await HoldsAsync("limited", async () => (await agent.ReadAsync()).Status is HttpStatusCode.Forbidden);
        (await browser.CallAsync(HttpMethod.Put, path, new { name = "agent", users = new[] { "local" }, actions = AgentAction.All })).Ok();
        await HoldsAsync("no longer limited", async () => (await agent.ReadAsync()).Status is HttpStatusCode.OK);
        (await browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        await HoldsAsync("disconnected", async () => (await agent.ReadAsync()).Status is HttpStatusCode.NotFound);
        await browser.CallAsync(HttpMethod.Delete, path);
        await HoldsAsync("revoked", async () => (await agent.ReadAsync()).Status is HttpStatusCode.Unauthorized);
    }

    private async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Waiting.UntilAsync(holds);
        output.WriteLine($"{what}: after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms");
    }
}
