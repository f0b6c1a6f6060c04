using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>
/// An authorization server that takes nothing on trust: client assertions (RFC 7523), pushed requests (RFC 9126) and proofs of possession
/// (RFC 9449) are checked with code of its own. What it objects to is in <see cref="Objections"/>.
/// </summary>
internal sealed class StrictServer : IAsyncDisposable
{
    public const string ClientId = "client-1";

    private readonly WebApplication app;
    private readonly TokenChecks checks;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> pushed = new();
    private readonly ConcurrentDictionary<string, Grant> codes = new();
    private readonly ConcurrentDictionary<string, Grant> refreshTokens = new();
    private readonly ConcurrentDictionary<string, Grant> accessTokens = new();
    private int made;
    private int nonce = 1;

    private StrictServer(WebApplication app)
    {
        this.app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        checks = new TokenChecks(this);
    }

    public string Address { get; }
    public TimeProvider Clock { get; set; } = TimeProvider.System;
    public ConcurrentQueue<string> Objections { get; } = new();

    /// <summary>Path of each request, in order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>The proofs that came, as they stood in the header.</summary>
    public ConcurrentQueue<string> Proofs { get; } = new();

    /// <summary>Public half of the client's key; null: the client sends its id alone.</summary>
    public string? ClientJwk { get; set; }

    public string Audience { get; set; } = "";
    public bool WantsPushed { get; init; }
    public bool WantsProof { get; init; }
    public bool WantsNonce { get; init; }

    /// <summary>What the token answer calls its tokens.</summary>
    public string? TokenType { get; set; }

    /// <summary>Refuses every nonce.</summary>
    public bool NeverHappy { get; set; }

    public string CurrentNonce => $"nonce-{nonce}";

    public static async Task<StrictServer> StartAsync(bool pushed = false, bool proof = false, bool wantsNonce = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var built = builder.Build();
        StrictServer? server = null;
        built.Run(context => server!.AnswerAsync(context));
        await built.StartAsync();
        server = new StrictServer(built) { WantsPushed = pushed, WantsProof = proof, WantsNonce = wantsNonce };
        server.Audience = server.Address + "/token";
        return server;
    }

    /// <summary>From now on another nonce counts.</summary>
    public void TurnNonce() => Interlocked.Increment(ref nonce);

    public void EndGrants() => refreshTokens.Clear();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Paths.Enqueue(path);
        if (WantsNonce) context.Response.Headers["DPoP-Nonce"] = CurrentNonce;
        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.Single()!) : [];
        try
        {
            switch (path)
            {
                case "/par":
                    checks.Client(form);
                    form["jkt"] = checks.Proof(context, null) ?? "";
                    var reference = $"urn:ietf:params:oauth:request_uri:{Next("request")}";
                    pushed[reference] = form;
                    await WriteAsync(context, 201, new JsonObject { ["request_uri"] = reference, ["expires_in"] = 60 });
                    break;
                case "/authorize":
                    context.Response.Redirect(Approve(context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.Single()!)));
                    break;
                case "/token":
                    checks.Client(form);
                    await WriteAsync(context, 200, Exchange(form, checks.Proof(context, null) ?? ""));
                    break;
                case "/revoke":
                    checks.Client(form);
                    checks.Proof(context, null);
                    refreshTokens.TryRemove(form["token"], out _);
                    await WriteAsync(context, 200, []);
                    break;
                default:
                    var (scheme, token) = context.Request.Headers.Authorization.ToString().Split(' ', 2) is [var one, var other] ? (one, other) : ("", "");
                    TokenChecks.Require(scheme == (WantsProof ? "DPoP" : "Bearer"), "scheme " + scheme);
                    TokenChecks.Require(accessTokens.TryGetValue(token, out var grant), "access token unknown");
                    TokenChecks.Require((checks.Proof(context, token) ?? "") == grant!.Thumbprint, "proof of another key");
                    await WriteAsync(context, 200, new JsonObject { ["sub"] = "ada", ["name"] = "Ada" });
                    break;
            }
        }
        catch (TokenChecks.NonceException)
        {
            var isResource = path is not ("/par" or "/token" or "/revoke");
            if (isResource) context.Response.Headers.WWWAuthenticate = "DPoP error=\"use_dpop_nonce\", algs=\"ES256\"";
            await WriteAsync(context, isResource ? 401 : 400, new JsonObject { ["error"] = "use_dpop_nonce" });
        }
        catch (TokenChecks.ObjectionException objection)
        {
            Objections.Enqueue($"{path}: {objection.Message}");
            await WriteAsync(context, 400, new JsonObject { ["error"] = objection.Error });
        }
    }

    private string Approve(Dictionary<string, string> query)
    {
        if (query.TryGetValue("request_uri", out var reference))
        {
            TokenChecks.Require(query.Count == 2 && query["client_id"] == ClientId, "more than client_id and request_uri");
            TokenChecks.Require(pushed.TryRemove(reference, out query!), "request_uri unknown or used");
        }
        else TokenChecks.Require(!WantsPushed, "not pushed");
        var code = Next("code");
        codes[code] = new Grant(query!.GetValueOrDefault("jkt", ""), query.GetValueOrDefault("code_challenge"));
        return $"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"])}&iss={Uri.EscapeDataString(Address)}";
    }

    private JsonObject Exchange(Dictionary<string, string> form, string thumbprint)
    {
        Grant? grant;
        if (form["grant_type"] is "authorization_code")
        {
            TokenChecks.Require(codes.TryRemove(form["code"], out grant), "code unknown or used", "invalid_grant");
            TokenChecks.Require(grant!.Challenge == Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]))), "code_verifier");
        }
        else TokenChecks.Require(refreshTokens.TryRemove(form["refresh_token"], out grant), "refresh token unknown or spent", "invalid_grant");
        TokenChecks.Require(!WantsPushed || grant!.Thumbprint == thumbprint, "another key than the one that began", "invalid_grant");
        grant = grant! with { Thumbprint = thumbprint };
        var (access, refresh) = (Next("access"), Next("refresh"));
        (accessTokens[access], refreshTokens[refresh]) = (grant, grant);
        return new JsonObject { ["access_token"] = access, ["refresh_token"] = refresh, ["token_type"] = TokenType ?? (WantsProof ? "DPoP" : "Bearer"), ["expires_in"] = 600, ["sub"] = "ada" };
    }

    private string Next(string name) => $"{name}-{Interlocked.Increment(ref made)}";

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private sealed record Grant(string Thumbprint, string? Challenge);
}
