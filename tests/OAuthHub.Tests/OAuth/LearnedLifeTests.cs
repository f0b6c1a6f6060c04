using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>A platform whose token reply names no life, since each organisation sets its own: it tells when it is asked. The entry guesses two minutes.</summary>
public sealed class LearnedLifeTests
{
    [Theory]
    [InlineData("""{"active":true,"expires_in":7200}""")]
    [InlineData("""{"active":true,"exp":1893506400}""")] // 2030-01-01T14:00:00Z
    [InlineData("""{"exp":"2030-01-01T14:00:00Z"}""")]
    public async Task It_is_asked_once_and_what_it_says_holds_for_later_refreshes_too(string answer)
    {
        await using var platform = new PathServer().On("/introspect", 200, answer);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("policy");
        Assert.Equal((HubHost.Start.AddHours(2), TimeSpan.FromHours(2)), (connection.Tokens!.ExpiresAt, connection.LearnedLife));
        Assert.Contains("token=" + connection.Access(), Assert.Single(platform.Requests), StringComparison.Ordinal);

        hub.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.Equal(HubHost.Start.AddHours(3), (await hub.StoredAsync(connection.Id)).Tokens!.ExpiresAt);
        Assert.Single(platform.Requests);

        // Asked in vain at the next sign-in, it is what is known that holds.
        platform.On("/introspect", 500, "");
        Assert.Equal(HubHost.Start.AddHours(3), (await hub.ConnectAsync("policy")).Tokens!.ExpiresAt);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(401, """{"error":"invalid_client"}""")]
    [InlineData(200, """{"active":false,"expires_in":7200}""")]
    [InlineData(200, """{"active":true,"exp":0}""")]
    [InlineData(200, """{"active":true,"expires_in":"soon"}""")]
    public async Task Asking_in_vain_costs_nothing(int status, string answer)
    {
        await using var platform = new PathServer().On("/introspect", status, answer);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("policy");
        Assert.Equal((ConnectionState.Active, HubHost.Start.AddSeconds(120), null), (connection.State, connection.Tokens!.ExpiresAt, connection.LearnedLife));
        Assert.Single(platform.Requests);
    }

    [Theory]
    [InlineData(true, true)] // the reply names a life
    [InlineData(false, false)] // the entry knows no path to one
    public async Task Where_there_is_nothing_to_learn_it_is_not_asked(bool replyTells, bool entryKnows)
    {
        await using var platform = new PathServer().On("/introspect", 200, """{"active":true,"expires_in":7200}""");
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform, replyTells, entryKnows);
        Assert.Null((await hub.ConnectAsync("policy")).LearnedLife);
        Assert.Empty(platform.Requests);
    }

    private static async Task<HubHost> StartAsync(TemporaryFolder folder, PathServer platform, bool replyTells = false, bool entryKnows = true)
    {
        CustomPlatform.Write(folder, "policy", entry =>
        {
            if (!replyTells) entry["token"]!["response"]!["expiresIn"] = "nowhere";
            var introspection = new JsonObject { ["url"] = platform.Address + "/introspect", ["method"] = "POST", ["authorization"] = "client_basic", ["tokenParameter"] = "token" };
            if (entryKnows) (introspection["expiresIn"], introspection["expiresAt"]) = ("expires_in", "exp");
            entry["introspection"] = introspection;
        });
        return await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("policy") });
    }
}
