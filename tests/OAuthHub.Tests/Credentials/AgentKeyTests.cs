using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Who may ask .</summary>
public sealed class AgentKeyTests
{
    [Theory]
    [InlineData("GET", "/credentials/sandbox")]
    [InlineData("GET", "/credentials")]
    [InlineData("POST", "/auth/sandbox/refresh")]
    public async Task A120_no_key_and_every_wrong_key_get_the_same_answer(string method, string path)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var before = await hub.VaultGenerationAsync(connection.Id);
        var right = hub.Agent.Key;
        var bodies = new List<string>();
        foreach (var authorization in new[] { null, "", "Bearer", "Bearer ", "Bearer wrong", "Basic " + right, right, "Bearer " + right[..^1], "Bearer " + right + "0", "Bearer " + right.ToUpperInvariant(), "Bearer " + new string('a', 300) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            var reply = await hub.Agent.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (reply.Status, reply.Code));
            Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
            bodies.Add(reply.Body);
        }
        Assert.Single(bodies.Distinct());
        Assert.Equal(before, await hub.VaultGenerationAsync(connection.Id));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync(right[..^1]);
    }

    [Fact]
    public async Task A121_a_presented_key_is_hashed_first_and_only_the_32_bytes_of_the_hash_are_looked_up()
    {
        Assert.Equal(32, Unsafe.SizeOf<KeyHash>());
        var fields = typeof(AgentKeys).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        Assert.Single(fields, field => field.FieldType == typeof(ConcurrentDictionary<KeyHash, AgentGrant>));
        Assert.DoesNotContain(fields, field => field.FieldType == typeof(string) || field.FieldType == typeof(Core.Secrets.AgentKey));
        Assert.DoesNotContain(typeof(AgentGrant).GetProperties(), property => property.PropertyType == typeof(Core.Secrets.AgentKey));

        // One character more or less in common with the right key makes another hash altogether, and the same answer.
        await using var hub = await HubHost.StartAsync();
        var right = hub.Agent.Key;
        var hash = KeyHash.Of(right)!.Value;
        for (var same = 0; same < right.Length; same += 7)
        {
            var presented = right[..same] + new string('x', right.Length - same);
            Assert.NotEqual(hash.A, KeyHash.Of(presented)!.Value.A);
            Assert.Null(hub.Get<AgentKeys>().Find(presented));
        }
        Assert.Equal("bootstrap", hub.Get<AgentKeys>().Find(right)!.Id);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("KEY")]
    [InlineData("api_key")]
    [InlineData("apikey")]
    [InlineData("access_token")]
    [InlineData("token")]
    public async Task A122_a_key_in_the_address_is_refused_not_logged_and_reported(string parameter)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        foreach (var path in new[] { "/credentials/sandbox", "/credentials", "/auth/sandbox/refresh" })
        {
            using var request = new HttpRequestMessage(path.StartsWith("/auth", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, $"{path}?{parameter}={hub.Agent.Key}");
            var reply = await hub.Agent.SendAsync(request);
            Assert.Equal((HttpStatusCode.BadRequest, "key_in_url"), (reply.Status, reply.Code));
            Assert.DoesNotContain(hub.Agent.Key, reply.Body, StringComparison.Ordinal);
        }
        Assert.Contains(hub.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("bootstrap", StringComparison.Ordinal) && line.Contains("exposed", StringComparison.Ordinal));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A122_a_right_key_in_the_header_does_not_excuse_one_in_the_address()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        var reply = await hub.Agent.ReadAsync(query: "?key=anything");
        Assert.Equal((HttpStatusCode.BadRequest, "key_in_url"), (reply.Status, reply.Code));
    }

    /// <param name="mayLink">The answer to a question about one's own user then carries a link, also when the account asked for is another's.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A126_what_belongs_to_another_user_answers_with_the_same_bytes_as_what_does_not_exist(bool mayLink)
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var bobs = await hub.SaveForAsync("bob", mine, "con_of_bob");
        var (key, _) = await hub.Get<AgentKeys>().CreateAsync("mine", new AgentLimits { Users = ["local"], Actions = mayLink ? AgentAction.All : [AgentAction.ReadToken, AgentAction.RefreshToken] }, CancellationToken.None);
        using var agent = new AgentClient(hub.Address, key.RevealSecret());
        var before = await hub.VaultGenerationAsync(bobs.Id);

        var replies = new List<Reply>();
        foreach (var query in new[] { "?user=bob", "?user=nobody", "?user=bob&account=" + bobs.Account.Id, "?user=bob&account=" + bobs.Id, "?account=" + bobs.Id, "?account=con_of_nobody" })
            replies.Add(await agent.ReadAsync(query: query));
        foreach (var body in new object[] { new { user = "bob" }, new { user = "nobody" }, new { account = bobs.Id }, new { user = "bob", rejected_token_sha256 = bobs.Tokens!.AccessToken.Fingerprint().ToString() } })
            replies.Add(await agent.RefreshAsync(body: body));
        foreach (var reply in replies)
        {
            Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (reply.Status, reply.Code));
            Assert.Equal(Names(replies[0]), Names(reply));
        }
        var (ofOthers, ofMine) = (replies.Where((_, at) => at is not (4 or 5 or 8)).ToList(), replies.Where((_, at) => at is 4 or 5 or 8).ToList());
        Assert.Single(ofOthers.Select(reply => reply.Body).Distinct());
        Assert.Single(ofMine.Select(reply => reply.Body).Distinct());
        Assert.Equal(mayLink, ofMine[0].Body != ofOthers[0].Body);
        var list = (await agent.SendAsync(HttpMethod.Get, "/credentials")).Ok();
        Assert.Equal(mine.Id, Assert.Single(list.Json.GetProperty("items").EnumerateArray()).GetProperty("connection").GetString());
        Assert.Empty((await agent.SendAsync(HttpMethod.Get, "/credentials?user=bob")).Ok().Json.GetProperty("items").EnumerateArray());

        Assert.Equal(mine.Access(), (await agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(before, await hub.VaultGenerationAsync(bobs.Id));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync(key.RevealSecret());

        static string Names(Reply reply) => string.Join(' ', reply.Headers.Select(header => header.Key).Order());
    }
}
