using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What <c>GET /auth/{platform}/login</c> refuses, and that a refusal leaves nothing behind.</summary>
public sealed class LoginStartTests
{
    [Fact]
    public async Task A001_an_unknown_platform_is_not_found_for_browsers_and_programs()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var effects = await LoginEffects.WatchAsync(hub);
        foreach (var path in new[] { "/auth/nope/login", "/auth/nope/callback?code=c&state=s", "/auth/Sandbox/login" })
        {
            var page = await hub.Browser.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, "text/html; charset=utf-8"), (page.Status, page.ContentType));
            Assert.Null(page.Headers.Location);
            var problem = await hub.Browser.CallAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), (problem.Status, problem.Code));
        }
        await effects.S0Async();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https%3A%2F%2Fevil.example%2Fdashboard%2F")]
    [InlineData("//evil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/%252F%252Fevil.example")]
    [InlineData("/dashboard//evil.example")]
    [InlineData("/dashboard/%5C%5Cevil.example")]
    [InlineData("/dashboard/../..//evil.example")]
    [InlineData("/dashboard/%252e%252e/evil")]
    [InlineData("/dashboard.evil.example")]
    [InlineData("/dashboard@evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/dashboard%0d%0aSet-Cookie:x=1")]
    [InlineData("/dashboard/%0d%0aSet-Cookie:x=1")]
    [InlineData("/api/connections")]
    [InlineData("")]
    public async Task A009_A010_A011_A012_a_return_address_elsewhere_is_refused(string returnTo)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var effects = await LoginEffects.WatchAsync(hub);
        var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=" + returnTo);
        Assert.Equal((HttpStatusCode.BadRequest, "return_to_invalid"), (reply.Status, reply.Code));
        Assert.Null(reply.Headers.Location);
        Assert.False(reply.Headers.Contains("Set-Cookie"));
        await effects.S0Async();
    }

    [Fact]
    public async Task A020_only_GET_begins_a_login()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var effects = await LoginEffects.WatchAsync(hub);
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Post, HttpMethod.Put })
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await hub.Browser.CallAsync(method, "/auth/sandbox/login")).Status);
        await effects.S0Async();
    }

    [Fact]
    public async Task A_login_for_somebody_elses_or_no_connection_is_refused()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var effects = await LoginEffects.WatchAsync(hub);
        foreach (var id in new[] { "con_of-nobody", "" })
        {
            var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?connection=" + id);
            Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (reply.Status, reply.Code));
        }
        await effects.S0Async();
    }

    [Fact]
    public async Task A018_of_one_browser_the_newest_twenty_logins_stay_open()
    {
        await using var hub = await HubHost.StartAsync();
        var logins = new List<Login>();
        for (var i = 0; i < 22; i++) logins.Add(await Login.ApprovedAsync(hub));
        (await logins[0].FinishAsync()).RefusedWith("state_unknown");
        (await logins[1].FinishAsync()).RefusedWith("state_unknown");
        (await logins[2].FinishAsync()).Succeeded();
        (await logins[21].FinishAsync()).Succeeded();
    }
}
