using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What the callback carries besides the state: the platform it came to, the issuer, the code or the error.</summary>
public sealed class CallbackAnswerTests
{
    [Fact]
    public async Task A043_a_state_of_one_platform_is_refused_at_anothers_callback()
    {
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "evil-custom");
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("evil-custom") });
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        var moved = new Uri(login.Callback.AbsoluteUri.Replace("/auth/sandbox/", "/auth/evil-custom/", StringComparison.Ordinal));
        (await login.FinishAsync(moved)).RefusedWith("platform_mismatch", "evil-custom");
        await effects.S1Async();
        (await login.FinishAsync()).RefusedWith("state_used");
        await effects.S0Async();
    }

    [Theory]
    [InlineData("https://issuer.example", "issuer_mismatch")]
    [InlineData("", "issuer_mismatch")]
    [InlineData("{iss}/", "issuer_mismatch")]
    [InlineData("{ISS}", "issuer_mismatch")]
    [InlineData(null, "issuer_missing")]
    public async Task A044_A045_the_issuer_must_be_there_and_be_the_one_that_was_asked(string? issuer, string reason)
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var right = Browser.Query(login.Callback)["iss"]!;
        issuer = issuer?.Replace("{iss}", right, StringComparison.Ordinal).Replace("{ISS}", right.ToUpperInvariant(), StringComparison.Ordinal);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With("iss", issuer))).RefusedWith(reason);
        await effects.S1Async();

        // For errors too (RFC 9207 section 2.4): another server's "no" is not this platform's.
        login = await Login.ApprovedAsync(hub);
        effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With(("iss", issuer), ("code", null), ("error", "access_denied")))).RefusedWith(reason);
        await effects.S1Async();
    }

    [Fact]
    public async Task A047_an_issuer_that_is_right_is_welcome_where_it_is_not_required()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = new() { ["OAuthHub:Platforms:sandbox:Authorization:IssuerParameter"] = "optional" } });
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync()).Succeeded();
        await effects.S3Async();
        // Nothing was learned: the next login may come without.
        await hub.Sandbox.TurnAsync(new { send_iss = false });
        login = await Login.ApprovedAsync(hub);
        Assert.DoesNotContain("iss", Browser.Query(login.Callback).Keys);
        (await login.FinishAsync()).Succeeded();
    }

    [Fact]
    public async Task A049_a_stolen_code_in_ones_own_flow_is_refused_by_the_platform()
    {
        await using var hub = await HubHost.StartAsync();
        using var attacker = hub.NewBrowser();
        var victims = await Login.ApprovedAsync(hub);
        var own = await Login.ApprovedAsync(hub, attacker);
        var effects = await LoginEffects.WatchAsync(hub, victims, own);
        (await own.FinishAsync(own.With("code", victims.Code))).RefusedWith("code_rejected");
        await effects.S1Async(tokenRequests: 1);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("exchanges"));
        Assert.Contains("code_verifier", (await hub.Sandbox.LedgerAsync()).GetProperty("requests")[0].GetProperty("parameters").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A052_when_the_person_says_no_an_existing_connection_stays_as_it_is()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var login = await Login.ApprovedAsync(hub, query: "?connection=" + connection.Id);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With(("code", null), ("error", "access_denied"), ("error_description", "no")))).RefusedWith("access_denied");
        await effects.S1Async();
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Active, connection.Tokens!.AccessToken, connection.Tokens.RefreshToken), (stored.State, stored.Tokens!.AccessToken, stored.Tokens.RefreshToken));
    }

    [Fact]
    public async Task A054_a_platforms_error_text_goes_nowhere()
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        var tooLong = await hub.Browser.GetAsync(login.With(("code", null), ("error", "x"), ("error_description", new string('d', 100_000))).AbsoluteUri);
        Assert.True(tooLong.Status is HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge, tooLong.Status.ToString());
        await effects.S0Async();

        var address = login.With(("code", null), ("error", "<script>alert(1)</script>"), ("error_description", "call 555-0100 now"), ("error_uri", hub.Sandbox.Address + "/api/me"));
        var reply = await hub.Browser.GetAsync(address.AbsoluteUri);
        Assert.Equal("/dashboard?status=error&platform=sandbox&reason=platform_error", reply.Headers.Location!.OriginalString);
        Assert.Empty(reply.Body);
        await effects.S1Async();
        Assert.Equal(0, await hub.Sandbox.TotalAsync("api_calls") + await hub.Sandbox.TotalAsync("api_401s"));
        Assert.DoesNotContain("script", hub.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain("555-0100", hub.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access_denied")]
    [InlineData("anything")]
    public async Task A055_a_code_and_an_error_at_once_are_no_answer(string error)
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With("error", error))).RefusedWith("unsupported_response");
        await effects.S1Async();
    }

    [Theory]
    [InlineData("&code=another", "duplicate_parameter")]
    [InlineData("&state=another", "duplicate_parameter")]
    [InlineData("&STATE=another", "duplicate_parameter")]
    [InlineData("&iss=another", "duplicate_parameter")]
    [InlineData("&error=one&error=two", "duplicate_parameter")]
    public async Task A056_a_parameter_that_comes_twice_is_a_malformed_request(string more, string code)
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        var page = await hub.Browser.GetAsync(login.Callback.AbsoluteUri + more);
        Assert.Equal((HttpStatusCode.BadRequest, "text/html; charset=utf-8"), (page.Status, page.ContentType));
        var problem = await hub.Browser.CallAsync(HttpMethod.Get, login.Callback.AbsoluteUri + more);
        Assert.Equal((HttpStatusCode.BadRequest, code), (problem.Status, problem.Code));
        await effects.S0Async();
    }

    [Fact]
    public async Task A057_what_is_longer_than_any_code_or_state_is_malformed()
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        foreach (var address in new[] { login.With("code", new string('c', 4097)), login.With("state", new string('s', 513)) })
            Assert.Equal(HttpStatusCode.BadRequest, (await hub.Browser.GetAsync(address.AbsoluteUri)).Status);
        await effects.S0Async();
        (await login.FinishAsync(login.With("code", new string('c', 4096)))).RefusedWith("code_rejected");
    }

    [Fact]
    public async Task A059_A060_parameters_that_belong_to_other_flows_are_ignored()
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With(("scope", "admin"), ("authuser", "0"), ("session_state", "x"), ("access_token", "stolen-access"), ("id_token", "stolen-id")))).Succeeded();
        await effects.S3Async();
        var connection = await hub.StoredAsync(Assert.Single(hub.Connections.Index.All).Id);
        Assert.DoesNotContain("admin", connection.GrantedScopes);
        Assert.NotEqual("stolen-access", connection.Tokens!.AccessToken.RevealSecret());
        Assert.DoesNotContain("stolen-", hub.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("id_token")]
    [InlineData("other")]
    public async Task A060_a_token_in_place_of_a_code_is_no_answer_and_leaves_the_login_open(string parameter)
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync(login.With(("code", null), (parameter, "stolen-token")))).RefusedWith("unsupported_response");
        (await login.FinishAsync(login.With(("code", ""), (parameter, "stolen-token")))).RefusedWith("unsupported_response");
        await effects.S0Async();
        Assert.DoesNotContain("stolen-token", hub.Logs.All, StringComparison.Ordinal);
        (await login.FinishAsync()).Succeeded();
    }

    [Fact]
    public async Task A061_the_callback_takes_GET_only()
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Head, HttpMethod.Put })
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await hub.Browser.CallAsync(method, login.Callback.AbsoluteUri)).Status);
        await effects.S0Async();
    }

    [Fact]
    public async Task No_log_level_shows_a_code_or_a_state()
    {
        // Whoever turns everything on to find a fault must not find a login's address.
        var everything = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace" };
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = everything });
        var login = await Login.ApprovedAsync(hub);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync()).Succeeded();
        Assert.Contains("Microsoft.AspNetCore.Routing", hub.Logs.All, StringComparison.Ordinal);
        await effects.S3Async();
    }
}
