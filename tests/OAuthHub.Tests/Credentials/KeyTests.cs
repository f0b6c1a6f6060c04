using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Who gets a token: agents with a key, within what the key may see.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task A120_without_a_right_key_every_answer_is_the_same_401()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        var before = await Effects.TakeAsync(hub);
        var bodies = new HashSet<string>();
        foreach (var header in (string?[])[null, "", "Bearer", "Bearer ", "Bearer wrong", "Basic " + hub.Agent.Key, "Bearer " + AgentKeyFormat.Create().RevealSecret(), "Bearer " + hub.Agent.Key + "x", "Bearer " + new string('k', 5000)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/credentials/sandbox");
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            var reply = await hub.Agent.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (reply.Status, reply.Code));
            Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.Single().Scheme);
            bodies.Add(reply.Body);
        }
        Assert.Single(bodies);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(hub.Agent.Key);
    }

    [Fact]
    public void A121_a_key_is_looked_up_by_its_hash_so_that_time_tells_nothing_of_it()
    {
        var key = AgentKeyFormat.Create().RevealSecret();
        var hash = KeyHash.Of(key)!.Value;
        // Keys that share all characters but the last are as far apart as any two: nothing compares them character by character.
        Assert.NotEqual(hash, KeyHash.Of(key[..^1] + (key[^1] == '0' ? '1' : '0')));
        Assert.Equal(32 * 2, hash.ToString().Length);
        Assert.Null(KeyHash.Of(""));
        Assert.Null(KeyHash.Of(new string('k', 257)));
        Assert.Null(KeyHash.Of("kéy"));
        Assert.DoesNotContain(typeof(AgentGrant).GetProperties(), property => property.PropertyType == typeof(Core.Secrets.AgentKey));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("access_token")]
    [InlineData("api_key")]
    [InlineData("apikey")]
    [InlineData("token")]
    public async Task A122_a_key_in_the_address_is_refused_and_not_logged(string parameter)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        using var bare = new AgentClient(hub.Address, key: null);
        foreach (var agent in (AgentClient[])[bare, hub.Agent])
        {
            var reply = await agent.ReadAsync("sandbox", $"?{parameter}={hub.Agent.Key}");
            Assert.Equal((HttpStatusCode.BadRequest, "key_in_url"), (reply.Status, reply.Code));
            Assert.DoesNotContain(hub.Agent.Key, reply.Body, StringComparison.Ordinal);
        }
        hub.NothingLogged(hub.Agent.Key);
    }

    [Fact]
    public async Task A126_a_key_of_one_user_cannot_tell_whether_another_has_a_connection()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        var keys = hub.Get<AgentKeys>();
        var (key, _) = await keys.CreateAsync("stranger", ["stranger"], [], AgentAction.All, null, CancellationToken.None);
        using var agent = new AgentClient(hub.Address, key.RevealSecret());
        var before = await Effects.TakeAsync(hub);
        var foreign = await agent.ReadAsync("sandbox", "?user=local");
        var missing = await agent.ReadAsync("sandbox", "?user=nobody");
        var own = await agent.ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (foreign.Status, foreign.Code));
        Assert.Equal([missing.Body, missing.Body], [foreign.Body, own.Body]);
        Assert.Empty((await agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal("not_connected", (await agent.RefreshAsync("sandbox", new { user = "local" })).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A_key_does_what_it_was_made_for_until_it_ends()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        var keys = hub.Get<AgentKeys>();
        var (reader, grant) = await keys.CreateAsync("reader", ["local"], ["sandbox"], [AgentAction.ReadToken], hub.Clock.GetUtcNow().AddHours(1), CancellationToken.None);
        using var agent = new AgentClient(hub.Address, reader.RevealSecret());
        (await agent.ReadAsync()).Ok();
        Assert.Equal("forbidden", (await agent.ReadAsync("github")).Code);
        Assert.Equal("forbidden", (await agent.RefreshAsync()).Code);
        Assert.True(await keys.RevokeAsync(grant.Id, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.ReadAsync()).Status);

        var (short_, _) = await keys.CreateAsync("short", ["local"], [], AgentAction.All, hub.Clock.GetUtcNow().AddMinutes(1), CancellationToken.None);
        using var brief = new AgentClient(hub.Address, short_.RevealSecret());
        (await brief.ReadAsync()).Ok();
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await brief.ReadAsync()).Status);
    }

    [Fact]
    public async Task A137_a_dashboard_session_opens_nothing_here()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.Browser.CallAsync(HttpMethod.Get, "/credentials/sandbox")).Status);
    }

    [Fact]
    public async Task A140_a_form_of_another_site_cannot_ask_for_a_refresh()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        var before = await Effects.TakeAsync(hub);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh") { Content = new FormUrlEncodedContent([]) };
        var reply = await hub.Browser.SendAsync(form);
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery"), (reply.Status, reply.Code));
        using var text = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh") { Content = new StringContent("{}") };
        text.Headers.Authorization = new("Bearer", hub.Agent.Key);
        Assert.Equal("unsupported_media_type", (await hub.Agent.SendAsync(text)).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.KeptTokensAsync(connection);
    }
}
