using System.Net;
using System.Text.Json;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>What comes from outside and wants to be more than a text: names, pictures, and addresses to go to. In a browser: <see cref="EveryPageTests"/>.</summary>
public sealed class StrangersTextTests
{
    [Fact]
    public async Task A190_a_name_is_handed_on_as_the_text_that_it_is_and_a_picture_only_as_an_https_address()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        string[] pictures = ["javascript:alert(1)", "data:image/svg+xml,<svg onload=alert(1)>", "http://evil.example/x.svg", "//evil.example/x.svg", "/api/sessions", "https://evil.example/x.svg"];
        foreach (var (name, picture) in HostileNames.All.Zip(pictures))
        {
            await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = JsonSerializer.Serialize(new { sub = name, name, picture }) });
            var end = await hub.Browser.ConnectAsync();
            Assert.DoesNotContain(end.Values, value => value!.Contains("alert", StringComparison.Ordinal));
            var reply = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + end["connection"])).Ok();
            Assert.Equal("application/json", reply.ContentType!.Split(';')[0]);
            Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
            var account = reply.Json.GetProperty("account");
            Assert.Equal(name, account.GetProperty("name").GetString());
            // The one that is kept is shown by nobody: the policy allows pictures of the hub's own address alone, and the page draws a letter.
            Assert.Equal(picture.StartsWith("https:", StringComparison.Ordinal) ? picture : null, account.GetProperty("avatar_url").GetString());
        }
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"c","name":"a\u0000b\u001b[31m\r\nc"}""" });
        Assert.Equal("ab[31mc", (await hub.StoredAsync((await hub.Browser.ConnectAsync())["connection"]!)).Account.Name);
    }

    [Fact]
    public async Task A197_after_signing_in_and_after_connecting_one_is_at_the_dashboard_whatever_the_address_says()
    {
        await using var hub = await HubHost.StartAsync();
        foreach (var evil in (string[])["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/dashboard/../signout", "/%2fevil.example", "/dashboard@evil.example", "/dashboardx"])
        {
            var sent = Uri.EscapeDataString(evil);
            var signedIn = await hub.Browser.GetAsync($"/signin?t={HubHost.SignInToken}&next={sent}&return_to={sent}&redirect={sent}");
            Assert.Equal((HttpStatusCode.SeeOther, "/dashboard"), (signedIn.Status, signedIn.Headers.Location!.OriginalString));
            var before = await Effects.TakeAsync(hub);
            var login = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=" + sent);
            Assert.True((login.Status, login.Code) is (HttpStatusCode.BadRequest, "return_to_invalid"), $"{evil}: {(int)login.Status}");
            Assert.Equal(before, await Effects.TakeAsync(hub));
        }
        var ended = await hub.Browser.GetAsync((await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync(query: "?return_to=/dashboard/platforms"))).AbsoluteUri);
        Assert.StartsWith("/dashboard/platforms?status=success&", ended.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
