using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Bad beginnings of a flow: refused before anything is kept or sent.</summary>
public sealed class LoginAttackTests
{
    [Fact]
    public async Task A001_an_unknown_platform_is_a_404_for_program_and_browser()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var before = await Effects.TakeAsync(hub);
        var page = await hub.Browser.GetAsync("/auth/nope/login");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.StartsWith("text/html", page.ContentType, StringComparison.Ordinal);
        var answer = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/nope/login");
        Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), (answer.Status, answer.Code));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A009_a_return_address_of_another_site_is_refused()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await RefusedAsync(hub, "https://evil.example");
        await RefusedAsync(hub, "http://localhost:8400.evil.example/dashboard");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil")]
    [InlineData("/\t/evil")]
    [InlineData("\\/evil")]
    [InlineData("/%5Cevil")]
    [InlineData("/%2F%2Fevil")]
    [InlineData("/dashboard//evil")]
    [InlineData("/dashboard/../../evil")]
    [InlineData("/dashboard/%2e%2e/evil")]
    [InlineData("/dashboard\\evil")]
    [InlineData("/dashboardevil")]
    [InlineData("/dashboard\r\nSet-Cookie: x=1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("")]
    public async Task A010_a_return_path_that_a_browser_could_read_as_another_site_is_refused(string path)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await RefusedAsync(hub, path);
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/connections/con_1")]
    [InlineData("/dashboard?q=ada")]
    public async Task A074_a_path_of_the_dashboard_is_where_the_flow_ends_and_nothing_there_tells_of_the_code(string path)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var callback = await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync("sandbox", "?return_to=" + Uri.EscapeDataString(path)));
        var end = await hub.Browser.GetAsync(callback.AbsoluteUri);
        Assert.StartsWith(path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "status=success&platform=sandbox&connection=con_", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.True(end.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", end.Headers.GetValues("Referrer-Policy").Single());
        Assert.Empty(end.Body);
        var page = await hub.Browser.GetAsync(end.Headers.Location.OriginalString);
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith("default-src 'self'; ", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var secret in (string[])[Browser.Query(callback)["code"]!, Browser.Query(callback)["state"]!])
        {
            Assert.DoesNotContain(secret, end.Headers.Location.OriginalString + page.Body, StringComparison.Ordinal);
            hub.NothingLogged(secret);
        }
    }

    private static async Task RefusedAsync(HubHost hub, string path)
    {
        var before = await Effects.TakeAsync(hub);
        var answer = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=" + Uri.EscapeDataString(path));
        Assert.Equal((HttpStatusCode.BadRequest, "return_to_invalid"), (answer.Status, answer.Code));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }
}
