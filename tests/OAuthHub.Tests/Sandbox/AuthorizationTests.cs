using System.Net;
using System.Text.RegularExpressions;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

public sealed partial class AuthorizationTests
{
    [Fact]
    public async Task A_person_allows_and_the_app_gets_tokens_of_the_chosen_account()
    {
        await using var sandbox = await SandboxHost.StartAsync(("ClientName", "Hub <1>"));
        var page = await sandbox.GetAsync(sandbox.AuthorizeUrl());
        Assert.Contains("Hub &lt;1&gt; wants to use your account", page.Body, StringComparison.Ordinal);
        Assert.Contains("posts.read", page.Body, StringComparison.Ordinal);
        foreach (var name in new[] { "Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson" })
            Assert.Contains(name, page.Body, StringComparison.Ordinal);

        var answer = await DecideAsync(sandbox, page, "allow", "grace");
        Assert.StartsWith("http://127.0.0.1:9/callback?kept=yes&", answer.Location, StringComparison.Ordinal);
        Assert.Equal("state&1", answer.Query["state"]);
        Assert.Equal(sandbox.Address, answer.Query["iss"]);

        var tokens = (await sandbox.ExchangeAsync(answer.Query["code"])).Ok();
        Assert.Equal("grace", tokens.Json.GetProperty("sub").GetString());
        Assert.Equal("Bearer", tokens.Json.GetProperty("token_type").GetString());
        Assert.Equal(120, tokens.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("profile posts.read", tokens.Json.GetProperty("scope").GetString());
        Assert.Matches("^sbx_at_[A-Za-z0-9_-]{43}$", tokens.AccessToken);
        Assert.Matches("^sbx_rt_[A-Za-z0-9_-]{43}$", tokens.RefreshToken);
        Assert.True(tokens.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Denying_sends_access_denied_back()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var answer = await DecideAsync(sandbox, await sandbox.GetAsync(sandbox.AuthorizeUrl()), "deny", "ada");
        Assert.Equal("access_denied", answer.Query["error"]);
        Assert.Equal("state&1", answer.Query["state"]);
        Assert.False(answer.Query.ContainsKey("code"));
    }

    [Fact]
    public async Task A_consent_page_works_once_and_for_ten_minutes()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var used = await sandbox.GetAsync(sandbox.AuthorizeUrl());
        var old = await sandbox.GetAsync(sandbox.AuthorizeUrl());
        await DecideAsync(sandbox, used, "allow", "ada");
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.PostFormAsync("authorize", Form(used, "allow", "ada"))).Status);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.PostFormAsync("authorize", Form(old, "allow", "ada"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await sandbox.PostFormAsync("authorize", ("transaction", "guessed"), ("decision", "allow"))).Status);
    }

    [Fact]
    public async Task The_page_needs_no_script_and_forbids_everything_but_its_own_style()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var page = await sandbox.GetAsync(sandbox.AuthorizeUrl());
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Body, StringComparison.Ordinal);
        Assert.Equal("text/css; charset=utf-8", (await sandbox.GetAsync("style.css")).Ok().ContentType);
        Assert.Equal("image/svg+xml", (await sandbox.GetAsync("avatars/ada.svg")).Ok().ContentType);
    }

    [Theory]
    [InlineData("client_id", "somebody")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", "http://127.0.0.1:9/callback#fragment")]
    public async Task Without_a_known_app_and_a_usable_address_nobody_is_redirected(string name, string? value)
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"));
        var page = await sandbox.GetAsync(sandbox.AuthorizeUrl((name, value)));
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Headers.Location);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    public async Task Other_mistakes_go_back_to_the_app(string name, string? value, string error)
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"));
        using var reply = await sandbox.Http.GetAsync(sandbox.AuthorizeUrl((name, value)));
        var query = SandboxHost.Query(reply);
        Assert.Equal(error, query["error"]);
        Assert.Equal("state&1", query["state"]);
    }

    [Theory]
    [InlineData(null, "alan")]
    [InlineData("grace", "grace")]
    [InlineData("somebody-new", "somebody-new")]
    [InlineData("ada@example.com", "alan")]
    public async Task Automatic_approval_takes_the_configured_account_or_the_hinted_one(string? hint, string account)
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "True"), ("AutoApproveAccount", "alan"));
        var tokens = (await sandbox.ExchangeAsync(await sandbox.CodeAsync(("login_hint", hint)))).Ok();
        Assert.Equal(account, tokens.Json.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task The_metadata_match_the_issuer_that_redirects_name()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var metadata = (await sandbox.GetAsync(".well-known/oauth-authorization-server")).Json;
        Assert.Equal(sandbox.Address, metadata.GetProperty("issuer").GetString());
        Assert.Equal($"{sandbox.Address}/token", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal("S256", metadata.GetProperty("code_challenge_methods_supported")[0].GetString());

        await using var elsewhere = await SandboxHost.StartAsync(("Url", "https://practice.example/sandbox/"), ("SendIss", "false"), ("AutoApprove", "true"));
        metadata = (await elsewhere.GetAsync(".well-known/oauth-authorization-server")).Json;
        Assert.Equal("https://practice.example/sandbox", metadata.GetProperty("issuer").GetString());
        using var reply = await elsewhere.Http.GetAsync(elsewhere.AuthorizeUrl());
        Assert.False(SandboxHost.Query(reply).ContainsKey("iss"));
    }

    private static (string, string?)[] Form(Reply page, string decision, string account) =>
        [("transaction", Transaction().Match(page.Body).Groups["id"].Value), ("decision", decision), ("account", account)];

    private static async Task<(string Location, Dictionary<string, string> Query)> DecideAsync(SandboxHost sandbox, Reply page, string decision, string account)
    {
        using var form = new FormUrlEncodedContent(Form(page, decision, account).ToDictionary(pair => pair.Item1, pair => pair.Item2!));
        using var reply = await sandbox.Http.PostAsync("authorize", form);
        return (reply.Headers.Location!.OriginalString, SandboxHost.Query(reply));
    }

    [GeneratedRegex("name=\"transaction\" value=\"(?<id>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Transaction();
}
