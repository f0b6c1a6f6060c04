using System.Net;
using OAuthHub.Api.SignIn;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.SignIn;

/// <summary>Signing in at the operator's issuer: who comes in, as whom, and what does not let anybody in.</summary>
public sealed class OidcSignInTests
{
    [Fact]
    public async Task Whoever_is_on_a_list_comes_in_by_a_code_with_PKCE_and_is_who_the_id_token_says()
    {
        await using var rig = await OidcRig.StartAsync(("ClientSecret", "client-secret-of-the-hub"));
        var (hub, browser) = (rig.Hub, rig.Hub.Browser);
        var ways = (await browser.CallAsync(HttpMethod.Get, "/api/signin")).Ok().Json.GetProperty("items")[0];
        Assert.Equal(("oidc", "127.0.0.1", "/signin/oidc"), (ways.GetProperty("kind").GetString(), ways.GetProperty("name").GetString(), ways.GetProperty("path").GetString()));

        await browser.SignInAsync(); // A198: what was there before is of no use afterwards
        var before = browser.Cookies.GetCookieHeader(new Uri(hub.Address));
        var asked = await OidcRig.BeginAsync(browser, "?return_to=/dashboard/platforms");
        Assert.Equal(("code", "S256", FakeIssuer.ClientId, "openid profile email", hub.Address + "/signin/oidc/callback"), (asked["response_type"], asked["code_challenge_method"], asked["client_id"], asked["scope"], asked["redirect_uri"]));
        rig.Issuer.IdToken = FakeIssuer.Sign(rig.Issuer.Claims(asked["nonce"]!));
        Assert.Equal("/dashboard/platforms", await OidcRig.FinishAsync(browser, asked["state"]));
        Assert.Equal(43, rig.Issuer.LastExchange["code_verifier"].Length);
        Assert.Equal(asked["redirect_uri"], rig.Issuer.LastExchange["redirect_uri"]);

        var session = await OidcRig.SessionAsync(browser);
        Assert.Equal(("subject-1", "Somebody", "person", "oidc"), (session.GetProperty("user").GetString(), session.GetProperty("name").GetString(), session.GetProperty("role").GetString(), session.GetProperty("signed_in_by").GetString()));
        using (var copy = new AgentClient(hub.Address, null))
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Cookie", before } } })
            Assert.Equal(HttpStatusCode.Unauthorized, (await copy.SendAsync(request)).Status);
        hub.NothingLogged(rig.Issuer.IdToken, "fake-access-token", "fake-refresh-token", "client-secret-of-the-hub", asked["state"], asked["nonce"]);

        // A day later they prove again who they are, however busy they were.
        for (var hour = 0; hour < 24; hour += 6)
        {
            (await browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();
            hub.Clock.Advance(TimeSpan.FromHours(6));
        }
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CallAsync(HttpMethod.Get, "/api/session")).Status);
    }

    [Fact]
    public async Task A_sign_in_that_another_site_began_asks_first_and_goes_on_from_the_hubs_own_page()
    {
        await using var rig = await OidcRig.StartAsync(("Name", "Example <login>"));
        foreach (var site in (string[])["cross-site", "same-site"])
        {
            var page = await OpenAsync(site, "text/html");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.False(page.Headers.Contains("Set-Cookie"));
            Assert.Contains("Continue with Example &lt;login&gt;", page.Body, StringComparison.Ordinal);
            Assert.Contains("""<form method="get" action="/signin/oidc"><input type="hidden" name="return_to" value="/dashboard/x">""", page.Body, StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.Forbidden, "antiforgery"), ((await OpenAsync(site, "application/json")).Status, (await OpenAsync(site, "application/json")).Code));
        }
        foreach (var site in (string[])["same-origin", "none"]) Assert.Equal(rig.Issuer.Address, (await OpenAsync(site, "text/html")).Headers.Location!.GetLeftPart(UriPartial.Authority));

        Task<Reply> OpenAsync(string site, string accept) =>
            rig.Hub.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/signin/oidc?return_to=/dashboard/x") { Headers = { { "Sec-Fetch-Site", site }, { "Accept", accept } } });
    }

    [Fact]
    public async Task The_lists_say_who_comes_in_and_as_what_and_hold_for_sessions_that_began_before_they_changed()
    {
        await using var rig = await OidcRig.StartAsync();
        Assert.Equal("/dashboard", await rig.SignInAsync(rig.Hub.Browser, ("sub", "boss")));
        Assert.Equal("operator", (await OidcRig.SessionAsync(rig.Hub.Browser)).GetProperty("role").GetString());
        var boss = rig.Hub.Browser.Cookies.GetCookieHeader(new Uri(rig.Hub.Address));

        foreach (var (sub, user) in ((string, string?)[])[("ada|7", "ada|7"), ("ada lovelace", null), ("local", null), ("oidc:0123", null)])
        {
            using var browser = rig.Hub.NewBrowser();
            Assert.Equal("/dashboard", await rig.SignInAsync(browser, ("sub", sub), ("email", "Ada@EXAMPLE.com"), ("email_verified", true)));
            var session = await OidcRig.SessionAsync(browser);
            Assert.Equal("person", session.GetProperty("role").GetString());
            if (user is null) Assert.Matches("^oidc:[0-9a-f]{32}$", session.GetProperty("user").GetString());
            else Assert.Equal(user, session.GetProperty("user").GetString());
        }
        foreach (var (email, verified) in ((string, bool)[])[("ada@example.com", false), ("ada@example.org", true), ("ada@evil@example.com", true), ("ada@sub.example.com", true), ("@example.com", true), ("example.com", true)])
        {
            using var browser = rig.Hub.NewBrowser();
            Assert.Equal("/dashboard?signin=not_allowed", await rig.SignInAsync(browser, ("sub", "stranger"), ("email", email), ("email_verified", verified)));
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CallAsync(HttpMethod.Get, "/api/session")).Status);
        }

        await rig.RestartAsync(("Operators", null), ("AllowedUsers", "boss"));
        using var copy = new AgentClient(rig.Hub.Address, null);
        Assert.Equal("person", (await AsBossAsync()).Ok().Json.GetProperty("role").GetString());
        await rig.RestartAsync(("Operators", "another"), ("AllowedUsers", null));
        copy.Dispose();
        using var again = new AgentClient(rig.Hub.Address, null);
        using var last = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Cookie", boss } } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.SendAsync(last)).Status);

        async Task<Reply> AsBossAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Cookie", boss } } };
            return await copy.SendAsync(request);
        }
    }

    [Fact]
    public async Task A071_no_id_token_that_lies_lets_anybody_in()
    {
        await using var rig = await OidcRig.StartAsync();
        foreach (var wrong in ((IEnumerable<object[]>)IdTokenTests.Wrongs()).Select(row => (string)row[0]))
        {
            Assert.True("/dashboard?signin=id_token_invalid" == await rig.SignInAsync(rig.Hub.Browser, nonce => IdTokenTests.Make(wrong, rig.Issuer.Claims(nonce))), wrong);
            Assert.True(HttpStatusCode.Unauthorized == (await rig.Hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Status, wrong);
        }
        var hour = TimeSpan.FromHours(1);
        Assert.Equal("/dashboard?signin=id_token_invalid", await rig.SignInAsync(rig.Hub.Browser, ("iat", (HubHost.Start + hour).ToUnixTimeSeconds())));
        Assert.Equal("/dashboard?signin=id_token_invalid", await rig.SignInAsync(rig.Hub.Browser, nonce =>
        {
            var undated = rig.Issuer.Claims(nonce);
            undated.Remove("iat");
            return FakeIssuer.Sign(undated);
        }));
        // An issuer that has made a new key is asked for it, and not more often than once a minute.
        var fetched = rig.Issuer.KeyFetches;
        Assert.Equal("/dashboard?signin=id_token_invalid", await rig.SignInAsync(rig.Hub.Browser, nonce => FakeIssuer.Sign(rig.Issuer.Claims(nonce), System.Security.Cryptography.RSA.Create(2048), "new")));
        Assert.Equal(fetched, rig.Issuer.KeyFetches);
        Assert.Equal("/dashboard", await rig.SignInAsync(rig.Hub.Browser));
    }

    [Fact]
    public async Task A036_A034_a_state_is_good_once_for_ten_minutes_in_the_browser_that_began()
    {
        await using var rig = await OidcRig.StartAsync();
        var browser = rig.Hub.Browser;
        var asked = await OidcRig.BeginAsync(browser);
        rig.Issuer.IdToken = FakeIssuer.Sign(rig.Issuer.Claims(asked["nonce"]!));
        using (var thief = rig.Hub.NewBrowser())
        {
            Assert.Equal("/dashboard?signin=state_session_mismatch", await OidcRig.FinishAsync(thief, asked["state"]));
            await OidcRig.BeginAsync(thief); // with a flow cookie of their own
            Assert.Equal("/dashboard?signin=state_session_mismatch", await OidcRig.FinishAsync(thief, asked["state"]));
        }
        Assert.Equal("/dashboard?signin=state_missing", await OidcRig.FinishAsync(browser, null));
        Assert.Equal("/dashboard?signin=state_unknown", await OidcRig.FinishAsync(browser, new string('x', 43)));
        Assert.Equal("/dashboard?signin=unsupported_response", await OidcRig.FinishAsync(browser, asked["state"], more: "&id_token=x"));
        Assert.Equal(0, rig.Issuer.Exchanges);
        Assert.Equal("/dashboard", await OidcRig.FinishAsync(browser, asked["state"]));
        Assert.Equal("/dashboard?signin=state_used", await OidcRig.FinishAsync(browser, asked["state"]));
        Assert.Equal(1, rig.Issuer.Exchanges);

        var late = await OidcRig.BeginAsync(browser);
        rig.Hub.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal("/dashboard?signin=state_expired", await OidcRig.FinishAsync(browser, late["state"]));

        // A043: what began here ends here, and what began at a platform ends there.
        var ours = await OidcRig.BeginAsync(browser);
        Assert.Equal("error", (await browser.FinishAsync(new Uri($"/auth/sandbox/callback?code=code&state={ours["state"]}", UriKind.Relative)))["status"]);
        await browser.SignInAsync();
        var theirs = Browser.Query(await browser.BeginAsync());
        Assert.StartsWith("/dashboard?signin=", await OidcRig.FinishAsync(browser, theirs["state"]), StringComparison.Ordinal);
        Assert.Equal(1, rig.Issuer.Exchanges);
    }

    [Fact]
    public async Task A044_A045_another_issuer_an_error_and_an_issuer_that_is_away_end_with_a_reason()
    {
        await using var rig = await OidcRig.StartAsync();
        var browser = rig.Hub.Browser;
        rig.Issuer.IsAway = true;
        Assert.Equal("/dashboard?signin=issuer_unavailable", (await browser.GetAsync("/signin/oidc")).Headers.Location!.OriginalString);
        (rig.Issuer.IsAway, rig.Issuer.NamesItself) = (false, true);
        Assert.Equal("/dashboard?signin=issuer_unavailable", (await browser.GetAsync("/signin/oidc")).Headers.Location!.OriginalString);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(10));
        foreach (var (more, reason) in ((string, string)[])[("&code=code", "issuer_missing"), ("&code=code&iss=https%3A%2F%2Fanother.example", "issuer_mismatch"), ("&error=access_denied&iss=" + Uri.EscapeDataString(rig.Issuer.Address), "access_denied"), ("&error=server_error&iss=" + Uri.EscapeDataString(rig.Issuer.Address), "platform_error")])
            Assert.Equal("/dashboard?signin=" + reason, await OidcRig.FinishAsync(browser, (await OidcRig.BeginAsync(browser))["state"], more));
        Assert.Equal(0, rig.Issuer.Exchanges);

        // A197: nowhere but to the dashboard.
        foreach (var path in (string[])["//evil.example", "https://evil.example/dashboard", "/api/session", "/dashboard/..%2F"])
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/signin/oidc?return_to=" + Uri.EscapeDataString(path))).Status);
        // What the issuer said an hour ago still holds when it is away now.
        rig.Issuer.IsAway = true;
        rig.Hub.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull((await OidcRig.BeginAsync(browser))["nonce"]);
    }

    [Fact]
    public async Task A019_strangers_who_begin_and_never_end_fill_no_memory()
    {
        await using var rig = await OidcRig.StartAsync();
        using var strangers = new AgentClient(rig.Hub.Address, key: null);
        for (var i = 0; i < SignInRate.PerMinute; i++) Assert.Equal(HttpStatusCode.SeeOther, (await strangers.SendAsync(HttpMethod.Get, "/signin/oidc")).Status);
        var refused = await strangers.SendAsync(HttpMethod.Get, "/signin/oidc");
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited", "60"), (refused.Status, refused.Code, refused.Headers.RetryAfter!.ToString()));
        await rig.Hub.Browser.SignInAsync(); // the start link still works
        rig.Hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await strangers.SendAsync(HttpMethod.Get, "/signin/oidc")).Status);
    }
}
