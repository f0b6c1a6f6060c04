using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What else may stand in the address of a login or callback, or come by another method.</summary>
public sealed class CallbackNoiseTests
{
    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/dashboard%0d%0aSet-Cookie:x=1")]
    [InlineData("/dashboard/%0d%0aSet-Cookie:x=1")]
    public async Task A011_A012_a_return_address_that_is_a_script_or_a_header_is_refused(string returnTo)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var before = await Effects.TakeAsync(hub);
        var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=" + returnTo);
        Assert.Equal((HttpStatusCode.BadRequest, "return_to_invalid"), (reply.Status, reply.Code));
        Assert.False(reply.Headers.Contains("Set-Cookie"));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A020_A061_A062_login_and_callback_take_GET_only()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Head, HttpMethod.Put])
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await hub.Browser.CallAsync(method, "/auth/sandbox/login")).Status);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await hub.Browser.CallAsync(method, callback.AbsoluteUri)).Status);
        }
        // A platform's page would post a form (response_mode=form_post): with the cookies of a browser that sends them to other sites, or without.
        using var stranger = hub.NewBrowser();
        foreach (var browser in (Browser[])[hub.Browser, stranger])
        {
            using var form = new HttpRequestMessage(HttpMethod.Post, callback.GetLeftPart(UriPartial.Path)) { Content = new FormUrlEncodedContent(Browser.Query(callback)!) };
            form.Headers.Add("Sec-Fetch-Site", "cross-site");
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.SendAsync(form)).Status);
        }
        using var renamed = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/login");
        renamed.Headers.Add("X-HTTP-Method-Override", "GET");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await hub.Browser.SendAsync(renamed)).Status);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
    }

    [Fact]
    public async Task A054_a_platforms_error_text_goes_nowhere()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        var tooLong = await hub.Browser.GetAsync(callback.With(("code", null), ("error", "x"), ("error_description", new string('d', 100_000))).AbsoluteUri);
        Assert.True(tooLong.Status is HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge, tooLong.Status.ToString());
        Assert.Equal(before, await Effects.TakeAsync(hub));

        var address = callback.With(("code", null), ("error", "<script>alert(1)</script>"), ("error_description", "call 555-0100 now"), ("error_uri", hub.Sandbox.Address + "/api/me"));
        var reply = await hub.Browser.GetAsync(address.AbsoluteUri);
        Assert.Equal("/dashboard?status=error&platform=sandbox&reason=platform_error", reply.Headers.Location!.OriginalString);
        Assert.Empty(reply.Body);
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
        Assert.Equal(0, await hub.Sandbox.TotalAsync("api_calls") + await hub.Sandbox.TotalAsync("api_401s"));
    }

    [Fact]
    public async Task A059_A060_parameters_that_belong_to_other_flows_are_ignored()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var end = await hub.Browser.FinishAsync(callback.With(("scope", "admin"), ("authuser", "0"), ("session_state", "x"), ("access_token", "stolen-access"), ("id_token", "stolen-id")));
        Assert.Equal("success", end["status"]);
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.DoesNotContain("admin", connection.GrantedScopes);
        Assert.NotEqual("stolen-access", connection.Tokens!.AccessToken.RevealSecret());
    }
}
