using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Sandbox;
using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

/// <summary>The practice platform on a real Kestrel and a port of its own, with a clock that the test moves.</summary>
internal sealed class SandboxHost : SandboxControls, IAsyncDisposable
{
    public const string RedirectUri = "http://127.0.0.1:9/callback?kept=yes";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private readonly Func<ValueTask> _stop;

    private SandboxHost(WebApplication app, FakeClock clock)
        : base($"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/sandbox") =>
        (_stop, Clock, Grants, Totals) = (app.DisposeAsync, clock, app.Services.GetRequiredService<GrantStore>(), app.Services.GetRequiredService<LedgerTotals>());

    public FakeClock Clock { get; }

    /// <summary>What the ledger is made of, for tests that look at it too often to ask for all of it each time.</summary>
    public GrantStore Grants { get; }

    public LedgerTotals Totals { get; }

    public static Task<SandboxHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new FakeClock(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        return StartAsync(clock, clock, settings);
    }

    /// <summary>For tests whose hub is a process of its own and has no other clock than the machine's.</summary>
    public static Task<SandboxHost> StartInRealTimeAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, null, settings);

    private static async Task<SandboxHost> StartAsync(TimeProvider time, FakeClock? clock, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>($"OAuthHub:Sandbox:{setting.Key}", setting.Value)));
        builder.Services.AddSingleton(time);
        builder.Services.AddSandbox(builder.Configuration);
        var app = builder.Build();
        app.MapSandbox();
        await app.StartAsync(CancellationToken.None);
        return new SandboxHost(app, clock!);
    }

    public static string Fingerprint(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _stop();
    }

    // ------------------------------------------------------------ the platform

    public string AuthorizeUrl(params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = "oauthhub-sandbox",
            ["redirect_uri"] = RedirectUri,
            ["state"] = "state&1",
            ["scope"] = "profile posts.read",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes) query[name] = value;
        return "authorize?" + string.Join('&', query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}"));
    }

    /// <summary>Goes through an authorization that is approved at once and returns the code.</summary>
    public async Task<string> CodeAsync(params (string Name, string? Value)[] changes)
    {
        await TurnAsync(new { auto_approve = true });
        using var reply = await Http.GetAsync(AuthorizeUrl(changes));
        return Query(reply)["code"];
    }

    public Task<Reply> ExchangeAsync(string code, string? verifier = Verifier, string redirectUri = RedirectUri) => TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier));

    public Task<Reply> RefreshAsync(string refreshToken) => TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    /// <summary>Calls the token endpoint as the registered app.</summary>
    public Task<Reply> TokenAsync(params (string Name, string? Value)[] form) => PostFormAsync("token", form);

    public Task<Reply> RevokeAsync(string token) => PostFormAsync("revoke", ("token", token));

    public async Task<Reply> PostFormAsync(string path, params (string Name, string? Value)[] form)
    {
        var all = form.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value!)).ToList();
        if (!form.Any(pair => pair.Name == "client_id")) all.Add(KeyValuePair.Create("client_id", "oauthhub-sandbox"));
        if (!form.Any(pair => pair.Name == "client_secret")) all.Add(KeyValuePair.Create("client_secret", "practice-only"));
        using var content = new FormUrlEncodedContent(all);
        using var reply = await Http.PostAsync(path, content);
        return await Reply.ReadAsync(reply);
    }

    public static Dictionary<string, string> Query(HttpResponseMessage reply)
    {
        Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode);
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(reply.Headers.Location!.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }
}
