using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>The main job, once, over HTTP: sign in, connect, read a token.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task Connecting_an_account_ends_at_the_dashboard_and_an_agent_reads_a_token_that_the_platform_accepts()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        Assert.Equal(ConnectionState.Active, connection.State);
        Assert.Equal("local", connection.User);

        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(connection.Id, reply.Json.GetProperty("connection").GetString());
        Assert.True(reply.Headers.CacheControl!.NoStore);
        var me = (await hub.Sandbox.GetAsync("api/me", reply.AccessToken)).Ok();
        Assert.Equal(connection.Account.Id, me.Json.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task A015_the_authorization_request_has_each_parameter_once_and_the_exact_redirect_uri_whatever_the_caller_brings()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var query = Browser.Query(await hub.Browser.BeginAsync("sandbox", "?redirect_uri=https%3A%2F%2Fevil.example&state=mine&scope=admin&response_type=token&client_id=mine&code_challenge=mine&code_challenge_method=plain&nonce=mine&prompt=none&iss=mine"));
        Assert.Equal("code", query["response_type"]);
        Assert.Equal(hub.Address + "/auth/sandbox/callback", query["redirect_uri"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.Equal(43, query["state"]!.Length);
        Assert.Equal(43, query["code_challenge"]!.Length);
        Assert.DoesNotContain("admin", query["scope"]!, StringComparison.Ordinal);
        Assert.Equal("oauthhub-sandbox", query["client_id"]);
        Assert.Equal(["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"], query.Keys.Order(StringComparer.Ordinal));
        Assert.All(query.Values, value => Assert.False(value!.Contains(',', StringComparison.Ordinal) || value.Contains("mine", StringComparison.Ordinal), value)); // a repeated one would be joined
        hub.NothingLogged(query["state"]);
    }

    [Fact]
    public async Task A007_without_a_session_a_browser_is_sent_to_the_dashboard_and_a_program_is_refused()
    {
        await using var hub = await HubHost.StartAsync();
        var before = await Effects.TakeAsync(hub);
        var page = await hub.Browser.GetAsync("/auth/sandbox/login?return_to=/dashboard/platforms");
        Assert.Equal(HttpStatusCode.SeeOther, page.Status);
        Assert.Equal("/dashboard", page.Headers.Location!.OriginalString);
        var api = await hub.Agent.SendAsync(HttpMethod.Get, "/auth/sandbox/login");
        Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), (api.Status, api.Code)); // "unauthorized" is said of keys
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.AssertNoneLoggedAsync();
    }
}
