using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>
/// A hub for one of the agents' libraries, with an account of the practice platform for each thing that can happen to a token, all
/// old enough to be renewed. A renewal ends the access token before it.
/// </summary>
internal sealed class AgentRig : IAsyncDisposable
{
    /// <summary>The accounts, and what the platform ended without telling the hub.</summary>
    private static readonly (string Id, Ended Ended)[] People =
    [
        ("plain", Ended.Nothing), ("replaced", Ended.Nothing), ("distrusted", Ended.Nothing), ("dead", Ended.Grant),
        ("refused", Ended.AccessToken), ("requests", Ended.AccessToken), ("httpx", Ended.AccessToken), ("httpx-async", Ended.AccessToken),
    ];

    /// <summary>Platforms that want the token otherwise.</summary>
    private static readonly (string Id, string Api)[] Ways =
    [
        ("by-header", """{ "authorization": "header", "authorizationName": "X-Api-Token", "headers": { "X-Client": "{clientId}" } }"""),
        ("by-query", """{ "authorization": "query", "authorizationName": "access_token" }"""),
        ("by-scheme", """{ "authorization": "scheme", "authorizationName": "OAuth" }"""),
    ];

    private readonly TemporaryFolder folder;

    private enum Ended { Nothing, AccessToken, Grant }

    private AgentRig(HubHost hub, TemporaryFolder folder) => (Hub, this.folder) = (hub, folder);

    public static IEnumerable<string> Accounts => People.Select(person => person.Id);

    public HubHost Hub { get; }

    public static async Task<AgentRig> StartAsync()
    {
        var folder = new TemporaryFolder();
        var setup = new HubSetup { Folder = folder, Settings = { ["OAuthHub:Sandbox:AccessTokenSeconds"] = "3600" } };
        foreach (var id in Ways.Select(way => way.Id).Prepend("sandbox")) setup.Settings[$"OAuthHub:Platforms:{id}:Refresh:KillsOldAccessToken"] = "true";
        setup.Settings["OAuthHub:Sandbox:RefreshKillsOldAccessToken"] = "true";
        foreach (var (id, api) in Ways)
        {
            CustomPlatform.Write(folder, id, entry => entry["api"] = System.Text.Json.Nodes.JsonNode.Parse(api));
            foreach (var (key, value) in CustomPlatform.Registration(id)) setup.Settings[key] = value;
        }
        var rig = new AgentRig(await HubHost.StartAsync(setup), folder);
        await rig.ConnectAsync();
        return rig;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        folder.Dispose();
    }

    private async Task ConnectAsync()
    {
        foreach (var (id, ended) in People)
        {
            var connection = await Hub.ConnectAccountAsync(id);
            if (ended is Ended.AccessToken) await EndAsync(connection.Access());
            if (ended is Ended.Grant) await EndAsync(connection.Refresh());
        }
        foreach (var (id, _) in Ways) await Hub.ConnectAsync(id);
        Hub.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    /// <summary>The platform ends a token, and the hub is not told.</summary>
    private async Task EndAsync(string token)
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("client_id", "oauthhub-sandbox"), new("client_secret", "practice-only")]);
        using var reply = await Hub.Sandbox.Http.PostAsync("revoke", form);
        Assert.True(reply.IsSuccessStatusCode);
    }
}
