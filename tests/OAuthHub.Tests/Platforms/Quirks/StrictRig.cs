using System.Text.Json.Nodes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>A strict server, and a hub that knows it as the platform <c>strict</c>.</summary>
internal sealed record StrictRig(StrictServer Server, HubHost Hub, TemporaryFolder Folder) : IAsyncDisposable
{
    /// <param name="key">The client's private key; null: a public client.</param>
    public static async Task<StrictRig> StartAsync(StrictServer server, string? key = null, Action<JsonObject>? change = null, params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "strict", entry =>
        {
            entry.Remove("templateVariables");
            entry["authorization"]!["url"] = server.Address + "/authorize";
            entry["authorization"]!["issuer"] = server.Address;
            entry["client"] = new JsonObject { ["authentication"] = key is null ? "none" : "private_key_jwt" };
            entry["token"]!["url"] = server.Address + "/token";
            entry["account"]!["lookup"]!["url"] = server.Address + "/me";
            entry["revocation"] = new JsonObject { ["url"] = server.Address + "/revoke", ["method"] = "POST", ["authorization"] = "client_post" };
            entry["api"] = new JsonObject { ["baseUrl"] = server.Address + "/api" };
            change?.Invoke(entry);
        });
        var setup = new HubSetup { Folder = folder, Settings = { ["OAuthHub:Platforms:strict:ClientId"] = StrictServer.ClientId, ["OAuthHub:Platforms:strict:PrivateKey"] = key } };
        foreach (var (name, value) in settings) setup.Settings[name] = value;
        var hub = await HubHost.StartAsync(setup);
        server.Clock = hub.Clock;
        return new StrictRig(server, hub, folder);
    }

    /// <summary>Nothing that the server saw was wrong.</summary>
    public void AssertNoObjection() => Assert.Empty(Server.Objections);

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
