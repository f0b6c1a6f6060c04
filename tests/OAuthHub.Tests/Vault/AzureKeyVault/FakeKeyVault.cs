using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.AzureKeyVault;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>
/// A Key Vault in this process, spoken to over HTTPS by Azure's own client: its documented REST contract, strictly. The client believes
/// that it talks to a name under <c>vault.azure.net</c>, so that its check of the challenge's resource is the real one.
/// </summary>
internal sealed class FakeKeyVault : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);

    private readonly WebApplication app;
    private readonly HttpClient client;
    private readonly CancellationTokenSource closing = new();

    private FakeKeyVault(WebApplication app, FakeSecrets secrets)
    {
        (this.app, Secrets) = (app, secrets);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                if (Away is { } why) throw new SocketException((int)why);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, given, _, errors) =>
                    !errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch) && given is not null && given.GetCertHash().SequenceEqual(Certificate.Value.GetCertHash()),
            },
        });
    }

    public FakeSecrets Secrets { get; }

    public Uri Address => Secrets.Address;

    /// <summary>What the server does instead of answering rightly.</summary>
    public Func<FakeRequest, FakeFault> Fault { get; set; } = _ => FakeFault.None;

    /// <summary>Why nobody can connect.</summary>
    public SocketError? Away { get; set; }

    /// <summary>All requests to the vault that carried a token.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Tokens given out and client secrets seen: none may show in a log.</summary>
    public IEnumerable<string> Tokens => Secrets.Tokens.Tokens;

    /// <summary>The settings of a hub that keeps its vault here.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["OAuthHub:Vault:Backend"] = "AzureKeyVault",
        ["OAuthHub:Vault:AzureKeyVault:Uri"] = Address.ToString(),
        ["OAuthHub:Vault:AzureKeyVault:TenantId"] = FakeTokens.Tenant,
        ["OAuthHub:Vault:AzureKeyVault:ClientId"] = FakeTokens.ClientId,
        ["OAuthHub:Vault:AzureKeyVault:ClientSecret"] = FakeTokens.ClientSecret,
    };

    public KeyVaultClients Clients => new() { Transport = new HttpClientTransport(client), AuthorityHost = FakeTokens.Authority, DisableInstanceDiscovery = true };

    public static async Task<FakeKeyVault> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(Certificate.Value);
        }));
        builder.Logging.ClearProviders();
        var server = builder.Build();
        FakeKeyVault? vault = null;
        server.Run(context => vault!.AnswerAsync(context));
        await server.StartAsync();
        vault = new FakeKeyVault(server, new FakeSecrets($"hub-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.vault.azure.net", time ?? TimeProvider.System));
        return vault;
    }

    /// <summary>How many requests of this kind arrived, such as <c>PUT</c> of <c>/secrets/</c>.</summary>
    public int Count(string method, string path = "/") => Requests.Count(request => request.Method == method && request.Path.StartsWith(path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        client.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        FakeAnswer answer;
        if (context.Request.Host.Host == FakeTokens.Authority.Host) answer = await Secrets.Tokens.AnswerAsync(context.Request);
        else if (context.Request.Host.Host != Address.Host) answer = FakeAnswer.Error(404, "NotFound", "No vault of this name.");
        else if (Secrets.Tokens.Challenge(context.Request) is { } challenge) answer = challenge;
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new FakeRequest(context.Request.Method, context.Request.Path.Value!, context.Request.Query, await reader.ReadToEndAsync());
            Requests.Enqueue(request);
            var fault = Fault(request);
            if (fault is FakeFault.Hang) await HangAsync(context);
            if (fault is FakeFault.DropBefore) context.Abort();
            if (fault is FakeFault.Hang or FakeFault.DropBefore) return;
            answer = fault is FakeFault.Status500 or FakeFault.Status503
                ? FakeAnswer.Error(fault is FakeFault.Status500 ? 500 : 503, "InternalServerError", "Something went wrong.")
                : Secrets.Answer(request);
            if (fault is FakeFault.HangAfter) await HangAsync(context);
            if (fault is FakeFault.DropAfter) context.Abort();
            if (fault is FakeFault.HangAfter or FakeFault.DropAfter) return;
        }
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Body is null) return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }

    private async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
        var ended = new TaskCompletionSource();
        await using var registration = either.Token.Register(ended.SetResult);
        await ended.Task;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vault.azure.net", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.vault.azure.net");
        names.AddDnsName(FakeTokens.Authority.Host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

internal sealed record FakeRequest(string Method, string Path, IQueryCollection Query, string Body)
{
    public bool IsSet => Method == "PUT";

    public bool IsUpdate => Method == "PATCH";

    public bool IsRead => Method == "GET" && Path.StartsWith("/secrets/", StringComparison.Ordinal) && !Path.EndsWith("/versions", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";
}

internal enum FakeFault
{
    None,

    /// <summary>Takes the request, does nothing, and says nothing.</summary>
    Hang,

    /// <summary>Does what was asked, and says nothing.</summary>
    HangAfter,
    DropBefore,
    DropAfter,
    Status500,
    Status503,
}
