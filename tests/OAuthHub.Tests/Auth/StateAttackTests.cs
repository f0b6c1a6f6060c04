using System.Net;
using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>The state of a flow: single use, bound to browser, user and platform, ten minutes (RFC 9700 sections 2.1 and 4.7).</summary>
public sealed class StateAttackTests
{
    [Fact]
    public async Task A030_a_callback_without_parameters_is_refused_and_changes_nothing()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(new Uri(hub.Address + "/auth/sandbox/callback"), "state_missing");
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A031_a_code_without_a_state_is_refused_and_changes_nothing()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("state", null)), "state_missing");
        await hub.Browser.RefusedAsync(callback.With(("state", "")), "state_missing");
        using var stranger = hub.NewBrowser();
        await stranger.RefusedAsync(callback.With(("state", null)), "state_missing");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
    }

    [Fact]
    public async Task A032_a_state_that_is_not_exactly_the_one_given_out_is_unknown()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var state = Browser.Query(callback)["state"]!;
        var before = await Effects.TakeAsync(hub);
        foreach (var wrong in (string[])[new string('A', 43), state[..^1], state + "A", state.ToUpperInvariant(), " " + state])
            await hub.Browser.RefusedAsync(callback.With(("state", wrong)), "state_unknown");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
    }

    [Fact]
    public async Task A034_A072_a_callback_without_the_cookie_of_the_flow_leaves_the_flow_alone()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        using var stranger = hub.NewBrowser();
        await stranger.RefusedAsync(callback, "state_session_mismatch");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
    }

    [Fact]
    public async Task A035_an_attackers_code_and_state_do_not_work_in_the_victims_browser()
    {
        await using var hub = await HubHost.StartAsync();
        var mine = await hub.ConnectAsync();
        using var attacker = hub.NewBrowser();
        await attacker.SignInAsync();
        var callback = await attacker.ApproveAsync(await attacker.BeginAsync());
        await hub.Browser.BeginAsync(); // the victim has a flow of its own open
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback, "state_session_mismatch");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.KeptTokensAsync(mine);
    }

    [Fact]
    public async Task A036_A076_a_state_works_once_and_coming_back_to_its_address_changes_nothing()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
        var before = await Effects.TakeAsync(hub);
        for (var reload = 0; reload < 3; reload++) await hub.Browser.RefusedAsync(callback, "state_used");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        (await hub.Agent.ReadAsync()).Ok();
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
    }

    [Fact]
    public async Task A037_a_double_submit_exchanges_once()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        var ends = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.Browser.FinishAsync(callback)));
        Assert.Single(ends, end => end["status"] == "success");
        Assert.Equal(49, ends.Count(end => end.GetValueOrDefault("reason") == "state_used"));
        var after = await Effects.TakeAsync(hub);
        Assert.Equal(before.TokenRequests + 1, after.TokenRequests);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("exchanges"));
        Assert.Single(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A038_a_state_ends_after_ten_minutes()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        hub.Clock.Advance(LoginState.Lifetime + TimeSpan.FromSeconds(1));
        await hub.Browser.RefusedAsync(callback, "state_expired");
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A038_a_state_still_works_at_ten_minutes()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var authorization = await hub.Browser.BeginAsync();
        hub.Clock.Advance(LoginState.Lifetime);
        Assert.Equal("success", (await hub.Browser.FinishAsync(await hub.Browser.ApproveAsync(authorization)))["status"]);
    }

    [Fact]
    public async Task A039_two_cookies_of_the_name_mean_that_one_was_planted()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        var cookies = hub.Browser.Cookies.GetCookieHeader(new Uri(hub.Address));
        using var victim = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, callback);
        request.Headers.Add("Cookie", $"oauthhub-flow={new string('x', 43)}; {cookies}");
        using var reply = await victim.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode);
        Assert.Contains("reason=state_session_mismatch", reply.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A039_behind_https_the_cookies_carry_the_prefix_that_a_sub_domain_cannot_plant()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:PublicUrl"] = "https://hub.example.com" } });
        var signIn = await hub.Browser.GetAsync("/signin?t=" + HubHost.SignInToken);
        var cookie = Assert.Single(signIn.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-oauthhub=", cookie, StringComparison.Ordinal);
        foreach (var flag in (string[])["secure", "httponly", "samesite=lax", "path=/"]) Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A041_a_session_that_ended_meanwhile_leaves_the_flow_for_after_the_next_sign_in()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        await hub.Browser.CallAsync(HttpMethod.Post, "/signout");
        var before = await Effects.TakeAsync(hub);
        // At the dashboard one signs in. The way back is not in its address, since the code would be; the browser has it.
        var end = await hub.Browser.GetAsync(callback.AbsoluteUri);
        Assert.Equal("/dashboard?status=error&platform=sandbox&reason=state_session_mismatch", end.Headers.Location!.OriginalString);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
        await hub.Browser.SignInAsync();
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
    }

    [Fact]
    public async Task A040_a_flow_that_one_person_began_is_not_finished_as_another()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        using var other = hub.BrowserOf("other");
        other.CopyFlowCookie(hub.Browser, hub.Address);
        await other.RefusedAsync(callback, "user_mismatch");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
    }
}
