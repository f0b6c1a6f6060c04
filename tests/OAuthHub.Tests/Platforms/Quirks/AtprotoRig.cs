using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Platforms.Wire;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>A hub at https://hub.example and a small AT Protocol network, each of whose answers a test may change.</summary>
internal sealed class AtprotoRig : IAsyncDisposable
{
    public const string Did = "did:plc:z72i7hdynmk6r22z27h6tvur";
    public const string Pds = "https://pds.example", Issuer = "https://auth.example";
    public const string Handle = "https://ada.example/.well-known/atproto-did", Document = "https://plc.directory/" + Did;
    public const string Resource = Pds + "/.well-known/oauth-protected-resource", Server = Issuer + "/.well-known/oauth-authorization-server";
    public const string Pushed = Issuer + "/oauth/par", Token = Issuer + "/oauth/token", Revoke = Issuer + "/oauth/revoke";

    private readonly ScriptedPlatform network;

    private AtprotoRig(ScriptedPlatform network, HubHost hub) => (this.network, Hub, Browser) = (network, hub, new WireBrowser(hub.Address));

    public HubHost Hub { get; }
    public WireBrowser Browser { get; }

    /// <summary>What is said at each address, without its query; at any other: 404.</summary>
    public ConcurrentDictionary<string, WireAnswer> Answers { get; private init; } = null!;

    /// <summary>What came, in order.</summary>
    public ConcurrentQueue<WireReceived> Received { get; private init; } = null!;

    public IEnumerable<string> Places => Received.Select(one => one.To + one.Line.Split(' ')[1].Split('?')[0]);

    public static async Task<AtprotoRig> StartAsync(string publicUrl = "https://hub.example")
    {
        var (answers, received) = (new ConcurrentDictionary<string, WireAnswer>(), new ConcurrentQueue<WireReceived>());
        var scripted = new ScriptedPlatform(
            come =>
            {
                received.Enqueue(come);
                return answers.GetValueOrDefault(come.To + come.Line.Split(' ')[1].Split('?')[0], new WireAnswer(404, Text: "nothing here"));
            },
            text => text);
        var hub = await HubHost.StartAsync(new HubSetup
        {
            Settings = { ["OAuthHub:PublicUrl"] = publicUrl, ["OAuthHub:Sandbox:Enabled"] = "false" },
            Services = services =>
            {
                foreach (var name in (string[])[PlatformHttp.ClientName, PlatformHttp.GuardedClientName])
                    services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler((handler, _) => scripted.Divert((SocketsHttpHandler)handler));
            },
        });
        var rig = new AtprotoRig(scripted, hub) { Answers = answers, Received = received };
        answers[Handle] = new WireAnswer(Text: Did + "\n");
        answers[Document] = Says(DocumentOf());
        answers[Resource] = Says(new { resource = Pds, authorization_servers = new[] { Issuer } });
        answers[Server] = Says(ServerOf());
        answers[Pushed] = Says(new { request_uri = "urn:request:1", expires_in = 300 }, 201);
        answers[Token] = Says(TokenOf());
        answers[Revoke] = Says(new { });
        answers["https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile"] = Says(new { did = Did, handle = "ada.example", displayName = "Ada" });
        await rig.Browser.SignInAsync();
        return rig;
    }

    public static object DocumentOf(string id = Did, string handle = "ada.example", string pds = Pds) => new
    {
        id,
        alsoKnownAs = new[] { "at://" + handle, "at://old.example" },
        service = new[] { new { id = "#atproto_pds", type = "AtprotoPersonalDataServer", serviceEndpoint = pds } },
    };

    public static object ServerOf(string issuer = Issuer, string token = Token, string pushed = Pushed) =>
        new { issuer, authorization_endpoint = Issuer + "/oauth/authorize", token_endpoint = token, pushed_authorization_request_endpoint = pushed, revocation_endpoint = Revoke };

    public static object TokenOf(string sub = Did, string scope = "atproto transition:generic", string type = "DPoP") =>
        new { access_token = "access-1", refresh_token = "refresh-1", token_type = type, expires_in = 1800, scope, sub };

    public static WireAnswer Says(object body, int status = 200) => new(status, Json: JsonSerializer.SerializeToElement(body));

    public Task<Reply> LoginAsync(string handle = "ada.example") => Browser.GetAsync("/auth/bluesky/login?handle=" + Uri.EscapeDataString(handle));

    /// <summary>Comes back from the server and returns the query of the page that it ends on. The state is that of the pushed request.</summary>
    public async Task<Dictionary<string, string?>> FinishAsync(string issuer = Issuer)
    {
        var state = Support.Browser.Query(new Uri("https://x/?" + Received.Last(one => one.Line.Contains("/oauth/par ", StringComparison.Ordinal)).Body))["state"];
        var end = await Browser.GetAsync($"/auth/bluesky/callback?code=code-1&state={state}&iss={Uri.EscapeDataString(issuer)}");
        return Support.Browser.Query(new Uri(new Uri("https://hub.example"), end.Headers.Location!));
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Hub.DisposeAsync();
        await network.DisposeAsync();
    }
}
