using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>Where calls go is remembered; what it depends on may change under it.</summary>
public sealed class RouteTests
{
    private static readonly RegistrationName Acme = new("acme", null);

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a value is kept with the connection, so its way is its own
    public async Task A_changed_app_registration_is_seen_by_the_next_call(bool isOwn)
    {
        await using var api = await ApiServer.StartAsync();
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "acme", entry => entry["api"] = new JsonObject { ["baseUrl"] = api.Address + "/v1", ["headers"] = new JsonObject { ["Acme-Client"] = "{clientId}" } });
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        var like = await hub.ConnectAsync();
        await EnterAsync(hub, "first-client");
        foreach (var user in (string[])["grace", "dora"])
            await hub.SaveForAsync(user, like with { PlatformId = "acme", Stored = isOwn ? new Dictionary<string, string> { ["shop"] = user } : like.Stored }, "con_" + user);

        await CallAsync("grace", "first-client");
        await CallAsync("dora", "first-client");
        await EnterAsync(hub, "second-client");
        await CallAsync("dora", "second-client");
        await CallAsync("grace", "second-client");
        Assert.True(await hub.Get<AppRegistrations>().RemoveAsync(Acme, CancellationToken.None));
        Assert.Equal("platform_not_configured", (await hub.Agent.SendAsync(HttpMethod.Get, "/proxy/acme/me?user=grace")).Code);
        Assert.Equal(4, api.Requests.Count);

        async Task CallAsync(string user, string client)
        {
            Assert.Equal(HttpStatusCode.OK, (await hub.Agent.SendAsync(HttpMethod.Get, "/proxy/acme/me?user=" + user)).Status);
            Assert.Equal((client, $"Bearer access-token-of-{user}"), (api.Last.Headers["Acme-Client"], api.Last.Headers["Authorization"]));
        }
    }

    private static Task EnterAsync(HubHost hub, string client) =>
        hub.Get<AppRegistrations>().EnterAsync(Acme, client, new ClientSecret("secret"), null, null, CancellationToken.None);
}
