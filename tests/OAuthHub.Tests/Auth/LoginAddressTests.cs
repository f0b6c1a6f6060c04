using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Addresses of a login that somebody else made: none begins one, and none costs more than its refusal.</summary>
public sealed class LoginAddressTests(OneHub one) : IClassFixture<OneHub>
{
    private readonly HubHost hub = one.Hub;

    [Theory]
    [InlineData("..%2f..%2fetc")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("..%5c..%5csandbox")]
    [InlineData("sandbox%2f..%2f..%2fplatforms%2fsandbox.json")]
    [InlineData("%2fetc%2fpasswd")]
    public async Task A002_an_id_that_climbs_out_of_a_folder_is_of_no_platform(string id)
    {
        var before = await Effects.TakeAsync(hub);
        foreach (var end in (string[])["login", "callback"])
        {
            var answer = await hub.RawAsync($"GET /auth/{id}/{end} HTTP/1.1\r\n{hub.Browser.CookieHeader(hub.Address)}");
            Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"unknown_platform\"", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A003_a_break_in_an_id_makes_neither_a_header_nor_a_line_of_the_log()
    {
        var before = await Effects.TakeAsync(hub);
        var answer = await hub.RawAsync($"GET /auth/x%0d%0aSet-Cookie:planted=1%0d%0aforged-entry/login HTTP/1.1\r\n{hub.Browser.CookieHeader(hub.Address)}");
        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", answer, StringComparison.Ordinal);
        // The framework tells of paths below the level that the hub logs it at; the hub itself writes none that came from outside.
        Assert.DoesNotContain(hub.Logs.Lines, line => line.Contains(" OAuthHub.", StringComparison.Ordinal) && line.Contains("forged-entry", StringComparison.Ordinal));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A004_A006_a_NUL_and_addresses_without_end_are_refused_by_the_server_or_lead_nowhere()
    {
        var before = await Effects.TakeAsync(hub);
        Assert.StartsWith("HTTP/1.1 400", await hub.RawAsync("GET /auth/google%00/login HTTP/1.1"), StringComparison.Ordinal);
        var unknown = await hub.Browser.CallAsync(HttpMethod.Get, $"/auth/{new string('a', 5000)}/login");
        Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), (unknown.Status, unknown.Code));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await hub.Browser.GetAsync($"/auth/sandbox/login?return_to=/dashboard/{new string('a', 9000)}")).Status);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")] // another name of the same domain
    public async Task A008_a_login_that_another_site_began_asks_first_and_goes_on_from_the_hubs_own_page(string site)
    {
        var before = await Effects.TakeAsync(hub);
        var page = await OpenAsync("/auth/sandbox/login?return_to=/dashboard/x%3Fa%3D1&scopes=%22%3E%3Cscript%3E", site);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Null(page.Headers.Location);
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.Contains("Connect Sandbox?", page.Body, StringComparison.Ordinal);
        Assert.Contains("<b>local</b>", page.Body, StringComparison.Ordinal);
        Assert.Contains("""<input type="hidden" name="return_to" value="/dashboard/x?a=1">""", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl?.NoStore);
        var program = await OpenAsync("/auth/sandbox/login", site, "application/json");
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery"), (program.Status, program.Code));
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")] // typed, or from a bookmark
    public async Task A008_what_the_person_pressed_or_typed_goes_on(string site)
    {
        var begun = await OpenAsync("/auth/sandbox/login", site);
        Assert.Equal((HttpStatusCode.SeeOther, "/sandbox/authorize"), (begun.Status, begun.Headers.Location!.AbsolutePath));
    }

    [Fact]
    public async Task A017_nobody_connects_an_account_for_somebody_else()
    {
        var before = await Effects.TakeAsync(hub);
        var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?user=somebody-else");
        Assert.Equal((HttpStatusCode.Forbidden, "user_mismatch"), (reply.Status, reply.Code));
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Equal(HttpStatusCode.SeeOther, (await hub.Browser.GetAsync("/auth/sandbox/login?user=local")).Status);
    }

    private Task<Reply> OpenAsync(string path, string site, string accept = "text/html")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Accept.ParseAdd(accept);
        return hub.Browser.SendAsync(request);
    }
}
