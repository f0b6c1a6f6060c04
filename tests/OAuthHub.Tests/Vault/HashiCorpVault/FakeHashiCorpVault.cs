using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>
/// A server that keeps to the documented HTTP API of HashiCorp Vault and OpenBao, strictly: the tokens' ends, the policies, the states of a
/// server, the namespaces and KV version 2. It holds the product's own policy file, so that whatever the hub asks beyond that is refused.
/// </summary>
internal sealed class FakeHashiCorpVault : IAsyncDisposable
{
    public const string PolicyName = "oauthhub";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> requests = new();
    private readonly ConcurrentQueue<string> violations = new();
    private readonly FakeAuth auth;
    private readonly FakeAcl acl;

    private FakeHashiCorpVault(FakeClock clock, X509Certificate2? certificate)
    {
        Clock = clock;
        Tokens = new FakeTokens(clock.GetUtcNow);
        Mounts["/secret"] = new FakeMount("kv", "2", new FakeKv(clock.GetUtcNow));
        Policies[PolicyName] = HclPolicy.Parse(File.ReadAllText(Repository.File("deploy", "hashicorp-vault-policy.hcl")));
        auth = new FakeAuth(Tokens);
        acl = new FakeAcl(this);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        app = builder.Build();
        app.Run(HandleAsync);
    }

    public FakeClock Clock { get; }
    public FakeTokens Tokens { get; }
    public FakeAuth Auth => auth;

    /// <summary>By namespace, slash, and mount.</summary>
    public ConcurrentDictionary<string, FakeMount> Mounts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, HclPolicy> Policies { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Namespaces { get; } = new(StringComparer.Ordinal);
    public bool IsSealed { get; set; }
    public bool IsInitialized { get; set; } = true;

    /// <summary>Where the active node is, for a standby that does not forward.</summary>
    public string? ActiveNode { get; set; }

    public FakeFault? Fault { get; set; }

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public FakeKv Kv => Mounts["/secret"].Kv!;

    /// <summary>Each request as <c>METHOD path</c>.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    /// <summary>What a client did that the API does not know.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public static async Task<FakeHashiCorpVault> StartAsync(FakeClock? clock = null, X509Certificate2? certificate = null)
    {
        var server = new FakeHashiCorpVault(clock ?? new FakeClock(HubHost.Start), certificate);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>A token with the shipped policy.</summary>
    public string MakeToken(TimeSpan? ttl = null, bool renewable = true, TimeSpan? maxTtl = null) => Tokens.Make(["default", PolicyName], ttl ?? TimeSpan.FromDays(32), renewable, maxTtl);

    /// <summary>What a hub is told of it.</summary>
    public Dictionary<string, string?> Settings(string? token = null) => new()
    {
        ["OAuthHub:Vault:Backend"] = "HashiCorpVault",
        ["OAuthHub:Vault:HashiCorpVault:Address"] = Address,
        ["OAuthHub:Vault:HashiCorpVault:Token"] = token ?? MakeToken(),
    };

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.Zero); // requests that hang are not waited for
        await app.StopAsync(hurry.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var method = context.Request.Method == "GET" && context.Request.Query["list"] == "true" ? "LIST" : context.Request.Method;
        var path = context.Request.Path.Value!;
        if (!path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            return;
        }
        path = path["/v1/".Length..];
        requests.Enqueue($"{method} {path}");
        var fault = Fault?.Strike(method, path) ?? FaultKind.None;
        if (fault is FaultKind.HangBefore) await HangAsync(context);
        if (fault is FaultKind.DropBefore) context.Abort();
        if (context.RequestAborted.IsCancellationRequested) return;
        if (fault is FaultKind.Busy) context.Response.Headers.RetryAfter = Fault!.RetryAfter;
        var reply = fault switch
        {
            FaultKind.Busy => FakeReply.Error(429, $"request path \"{path}\": rate limit quota exceeded"),
            FaultKind.ErrorBefore => FakeReply.Error(500, "1 error occurred:\n\t* the storage does not answer\n\n"),
            _ => await AnswerAsync(context, method, path),
        };
        if (fault is FaultKind.HangAfter) await HangAsync(context);
        if (fault is FaultKind.DropAfter) context.Abort();
        if (fault is FaultKind.ErrorAfter) reply = FakeReply.Error(500, "1 error occurred:\n\t* context deadline exceeded\n\n");
        if (!context.RequestAborted.IsCancellationRequested) await WriteAsync(context, reply);
    }

    private async Task<FakeReply> AnswerAsync(HttpContext context, string method, string path)
    {
        var space = context.Request.Headers["X-Vault-Namespace"].ToString().Trim('/');
        if (path == "sys/health") return space.Length == 0 ? Health() : FakeReply.Error(404, "unsupported path");
        if (context.Request.Headers["X-Vault-Request"] != "true") return Refuse(412, "missing 'X-Vault-Request' header");
        if (IsSealed || !IsInitialized) return FakeReply.Error(503, "Vault is sealed");
        if (ActiveNode is { } active)
        {
            context.Response.Headers.Location = $"{active}/v1/{path}";
            return new FakeReply(307);
        }
        if (Namespaces.FirstOrDefault(one => path.StartsWith(one + "/", StringComparison.Ordinal)) is { } named) (space, path) = (space.Length == 0 ? named : $"{space}/{named}", path[(named.Length + 1)..]);
        if (space.Length > 0 && !Namespaces.Contains(space)) return FakeReply.Error(404, $"no handler for route \"{space}/{path}\". route entry not found.");
        JsonObject? body = null;
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            body = await JsonNode.ParseAsync(context.Request.Body) as JsonObject;
            if (body is null) return Refuse(400, "error parsing JSON");
        }
        if (method is "POST" or "PUT" && auth.LogIn(path, body) is { } login) return login;
        var id = context.Request.Headers["X-Vault-Token"].ToString();
        if (id.Length == 0) return FakeReply.Error(403, "permission denied");
        if (Tokens.Find(id) is not { } token) return FakeReply.Error(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
        var query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        return acl.Answer(new FakeRequest(method, space, path, body, query, id, token));
    }

    internal FakeReply Refuse(int status, string why)
    {
        violations.Enqueue(why);
        return FakeReply.Error(status, why);
    }

    private FakeReply Health() => new(!IsInitialized ? 501 : IsSealed ? 503 : ActiveNode is null ? 200 : 429, Bare: new JsonObject
    {
        ["initialized"] = IsInitialized, ["sealed"] = IsSealed, ["standby"] = ActiveNode is not null, ["server_time_utc"] = Clock.GetUtcNow().ToUnixTimeSeconds(), ["version"] = "1.0.0",
    });

    private async Task WriteAsync(HttpContext context, FakeReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Date = Clock.GetUtcNow().UtcDateTime.ToString("r", CultureInfo.InvariantCulture);
        if (reply.Status is 204 or 307) return;
        context.Response.ContentType = "application/json";
        var body = reply.Bare is { } bare ? bare : reply.Errors is { } errors
            ? new JsonObject { ["errors"] = new JsonArray([.. errors.Select(error => JsonValue.Create(error))]) }
            : new JsonObject { ["request_id"] = "a-request", ["lease_id"] = "", ["renewable"] = false, ["lease_duration"] = 0, ["data"] = reply.Data, ["wrap_info"] = null, ["warnings"] = null, ["auth"] = reply.Auth };
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private static async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // the client has given up
        }
    }
}
