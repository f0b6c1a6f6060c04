using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>A 401 of the platform: one refresh for the token that it refused, and one more try where the call can be repeated.</summary>
public sealed class RefusedTokenTests
{
    [Fact]
    public async Task A172_a_hundred_calls_that_get_a_401_cost_one_refresh_and_one_more_try_each()
    {
        await using var rig = await ProxyRig.StartAsync();
        rig.Api.Refuse(rig.Connection.Access());
        using var all = new SemaphoreSlim(0);
        var answer = rig.Api.Answer;
        rig.Api.Answer = async (context, asked) =>
        {
            // No 401 before all hundred have come with the old token.
            if (rig.Api.Requests.Count == 100) all.Release(100);
            if (asked.Headers["Authorization"].EndsWith(rig.Connection.Access(), StringComparison.Ordinal)) await all.WaitAsync(HubHost.Deadline);
            await answer(context, asked);
        };
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => rig.CallAsync($"/calls/{number}", HttpMethod.Post, new StringContent($"body {number}"))));
        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
        Assert.Equal(200, rig.Api.Requests.Count);
        Assert.All(Enumerable.Range(0, 100), number => Assert.Equal([$"body {number}", $"body {number}"], rig.Api.Requests.Where(asked => asked.Target == $"/v1/calls/{number}").Select(asked => asked.Body)));
        Assert.Equal((2, 2L), (await rig.Hub.Sandbox.TotalAsync("token_requests"), (await rig.Hub.StoredAsync(rig.Connection.Id)).TokenGeneration));
        await rig.Hub.AssertNoneLoggedAsync(rig.Connection.Access());
    }

    [Fact]
    public async Task A_newer_token_that_is_refused_too_is_not_tried_again()
    {
        await using var rig = await ProxyRig.StartAsync();
        rig.Api.Answer = (context, _) => ApiServer.WriteAsync(context, 401, """{"error":"no"}""");
        var reply = await rig.CallAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, """{"error":"no"}""", "platform"), (reply.Status, reply.Body, reply.Headers.GetValues("X-OAuthHub-Source").Single()));
        Assert.Equal((2, 2), (rig.Api.Requests.Count, await rig.Hub.Sandbox.TotalAsync("token_requests")));

        // The token is a moment old, and is not exchanged again for the next call.
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.CallAsync()).Status);
        Assert.Equal((3, 2), (rig.Api.Requests.Count, await rig.Hub.Sandbox.TotalAsync("token_requests")));
        // Its end is that of the grant: the person must act, and the agent hears how.
        rig.Hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.Hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant" });
        var dead = await rig.CallAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect", "hub"), (dead.Status, dead.Code, dead.Headers.GetValues("X-OAuthHub-Source").Single()));
        Assert.Equal($"/auth/acme/login?connection={rig.Connection.Id}", dead.Json.GetProperty("reconnect_url").GetString());
        Assert.Equal("needs_reconnect", (await rig.CallAsync()).Code);
        Assert.Equal(4, rig.Api.Requests.Count);
    }

    [Fact]
    public async Task A_body_of_a_mebibyte_is_sent_again_and_a_longer_one_leaves_the_401_to_the_agent()
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var (length, hasLength) in ((int, bool)[])[(Limit, true), (Limit, false), (Limit + 1, true), (Limit + 1, false)])
        {
            var before = await rig.Hub.StoredAsync(rig.Connection.Id);
            rig.Api.Refuse(before.Access());
            rig.Api.Requests.Clear();
            var body = new string('a', length);
            using var content = new StringContent(body, Encoding.ASCII);
            using var unknown = new StreamContent(new UnknownLength(Encoding.ASCII.GetBytes(body)));
            var reply = await rig.CallAsync("/upload", HttpMethod.Put, hasLength ? content : unknown);
            Assert.Equal(length <= Limit ? (HttpStatusCode.OK, 2) : (HttpStatusCode.Unauthorized, 1), (reply.Status, rig.Api.Requests.Count));
            Assert.All(rig.Api.Requests, asked => Assert.True(asked.Body == body));
            // Either way the refused token is replaced, so the next call works.
            await ConnectionSteps.UntilAsync(async () => (await rig.Hub.StoredAsync(rig.Connection.Id)).TokenGeneration == before.TokenGeneration + 1, "it is refreshed");
            Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync()).Status);
            rig.Hub.Clock.Advance(TimeSpan.FromMinutes(1)); // or the newer one would be too young to be exchanged
        }
        Assert.Equal(5, await rig.Hub.Sandbox.TotalAsync("token_requests"));
    }

    [Fact]
    public async Task A_token_that_nothing_can_renew_ends_only_when_the_platform_says_that_it_is_the_token()
    {
        await using var rig = await ProxyRig.StartAsync(entry => entry["refresh"] = new JsonObject { ["supported"] = false, ["notSupportedReason"] = "It gives none." });
        rig.Api.Answer = (context, asked) =>
        {
            if (asked.Target.EndsWith("/dead", StringComparison.Ordinal)) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"acme\", error=\"invalid_token\"";
            return ApiServer.WriteAsync(context, 401, "{}");
        };
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.CallAsync("/secret")).Status);
        Assert.Equal(ConnectionState.Active, (await rig.Hub.StoredAsync(rig.Connection.Id)).State);
        Assert.Equal("needs_reconnect", (await rig.CallAsync("/dead")).Code);
        Assert.Equal(ConnectionState.NeedsReconnect, (await rig.Hub.StoredAsync(rig.Connection.Id)).State);
    }

    [Fact]
    public async Task A_platform_that_cannot_be_asked_for_a_newer_token_leaves_the_401()
    {
        await using var rig = await ProxyRig.StartAsync();
        rig.Api.Refuse(rig.Connection.Access());
        await rig.Hub.Sandbox.FaultAsync(new { kind = "error", status = 503 });
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.CallAsync()).Status);
        Assert.Single(rig.Api.Requests);
    }

    private const int Limit = 1024 * 1024;

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
