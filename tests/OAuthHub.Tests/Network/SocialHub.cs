using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Network;

/// <summary>A hub with the platform <c>social</c>, whose server people type. Consent is the sandbox's; the token endpoint is at <c>https://{server}/token</c>.</summary>
internal static class SocialHub
{
    /// <summary>What counts as the public internet here: a test may dial nothing else.</summary>
    public const string Public = "127.0.0.2";

    /// <param name="port">Where the guarded client arrives that dials 443, which no test can listen on.</param>
    public static async Task<HubHost> StartAsync(TemporaryFolder folder, FakeResolver resolver, int port, Action<JsonObject>? change = null, params (string Key, string Value)[] settings)
    {
        CustomPlatform.Write(folder, "social", entry =>
        {
            entry["templateVariables"]!.AsArray().Insert(0, new JsonObject { ["name"] = "server", ["description"] = "Your server", ["kind"] = "host", ["askUser"] = true, ["pattern"] = "[a-z0-9.:-]{1,100}" });
            entry["token"]!["url"] = "https://{server}/token";
            entry["account"] = new JsonObject();
            change?.Invoke(entry);
        });
        var setup = new HubSetup
        {
            Folder = folder,
            Settings = CustomPlatform.Registration("social"),
            Services = services => Dial(services, resolver, port),
        };
        setup.Settings["OAuthHub:Network:AllowedPrivateNetworks"] = Public + "/32";
        foreach (var (key, value) in settings) setup.Settings[key] = value;
        var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        return hub;
    }

    /// <summary>Lets the guarded client ask this name server, arrive at this port instead of 443, and believe the tests' certificate.</summary>
    public static void Dial(IServiceCollection services, FakeResolver resolver, int port)
    {
        services.AddSingleton<IHostResolver>(resolver);
        services.AddHttpClient(PlatformHttp.GuardedClientName).ConfigurePrimaryHttpMessageHandler((handler, provider) =>
        {
            var (sockets, dialling) = ((SocketsHttpHandler)handler, provider.GetRequiredService<GuardedDialling>());
            sockets.ConnectCallback = (context, stop) => dialling.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, port), stop);
            sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { TlsServer.Certificate, TlsServer.Expired } };
        });
    }

    /// <summary>Types the server, agrees, and returns why it failed.</summary>
    public static async Task<string?> RefusalAsync(this HubHost hub, string server = "social.example")
    {
        var end = await hub.Browser.ConnectAsync("social", "?server=" + Uri.EscapeDataString(server));
        Assert.Equal("error", end["status"]);
        return end["reason"];
    }
}

/// <summary>A name server that answers as a test wants.</summary>
/// <param name="answer">From a name, and how often it was asked for before.</param>
internal sealed class FakeResolver(Func<string, int, string[]> answer) : IHostResolver
{
    public FakeResolver(params string[] addresses)
        : this((_, _) => addresses) { }

    public ConcurrentQueue<string> Asked { get; } = new();

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var before = Asked.Count(name => name == host);
        Asked.Enqueue(host);
        return Task.FromResult<IReadOnlyList<IPAddress>>([.. answer(host, before).Select(IPAddress.Parse)]);
    }
}
