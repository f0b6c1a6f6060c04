using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>What an agent may say of a user: an id, whose answer tells nothing of who exists.</summary>
public sealed class UserParameterTests(OneHub one) : IClassFixture<OneHub>
{
    private readonly HubHost hub = one.Hub;

    [Theory]
    [InlineData("..%2Fother")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("*")]
    [InlineData("%25")]
    [InlineData("local'%20OR%20'1'%3D'1")]
    [InlineData("local%3B%20DROP%20TABLE%20records")]
    [InlineData("")]
    [InlineData("%20local")]
    [InlineData("lo%00cal")]
    [InlineData("local%0D%0AX-User%3A%20other")]
    [InlineData("l%C3%B6cal")]
    [InlineData(null)] // too long
    public async Task A130_what_is_no_user_id_is_refused_wherever_it_stands(string? user)
    {
        user ??= new string('a', 4096);
        var before = await Effects.TakeAsync(hub);
        var plain = Uri.UnescapeDataString(user);
        foreach (var reply in (Reply[])
        [
            await hub.Agent.ReadAsync(query: "?user=" + user),
            await hub.Agent.RefreshAsync(body: new { user = plain }),
            await hub.Agent.RefreshAsync(body: new { user = new string('a', 10_000) }),
            await hub.Agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox", user = plain }),
        ])
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (reply.Status, reply.Code));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A130_of_two_users_the_hub_chooses_neither()
    {
        var before = await Effects.TakeAsync(hub);
        var twice = await hub.Agent.ReadAsync(query: "?user=local&user=bob");
        Assert.Equal((HttpStatusCode.BadRequest, "duplicate_parameter"), (twice.Status, twice.Code));
        using var body = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh") { Content = new StringContent("""{"user":"local","user":"bob"}""", System.Text.Encoding.UTF8, "application/json") };
        body.Headers.Authorization = new("Bearer", hub.Agent.Key);
        Assert.Equal("invalid_request", (await hub.Agent.SendAsync(body)).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A127_an_unknown_user_and_one_without_this_account_get_the_same_answer()
    {
        await hub.ConnectAsync();
        var (key, _) = await hub.Get<AgentKeys>().CreateAsync("for everybody", new AgentLimits { Actions = [AgentAction.ReadToken, AgentAction.RefreshToken] }, CancellationToken.None);
        using var agent = new AgentClient(hub.Address, key.RevealSecret());
        var before = await Effects.TakeAsync(hub);
        var answers = new List<(string What, Reply Reply)>();
        foreach (var user in (string[])["local", "nobody"]) // the first is known, and has an account at the sandbox alone
        {
            answers.Add(("read", await agent.ReadAsync("github", "?user=" + user)));
            answers.Add(("account", await agent.ReadAsync("github", $"?user={user}&account=con_1")));
            answers.Add(("refresh", await agent.RefreshAsync("github", new { user })));
        }
        foreach (var kind in answers.GroupBy(answer => answer.What))
        {
            Assert.All(kind, answer => Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (answer.Reply.Status, answer.Reply.Code)));
            Assert.Single(kind.Select(answer => answer.Reply.Body).Distinct());
            Assert.Single(kind.Select(answer => string.Join('\n', answer.Reply.Headers.Where(header => header.Key is not "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal))).Distinct());
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.AssertNoneLoggedAsync(key.RevealSecret());
    }
}
