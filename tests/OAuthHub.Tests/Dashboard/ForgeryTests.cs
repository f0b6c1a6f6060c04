using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using OAuthHub.Api.Session;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Matrix;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>Requests in somebody's name that they did not make, and pages that are not for them.</summary>
public sealed class ForgeryTests
{
    private static readonly string[] ReadToken = ["token:read"];

    [Fact]
    public async Task A194_a_page_of_another_site_changes_nothing()
    {
        await using var hub = await HubHost.StartAsync();
        var mine = await hub.ConnectAsync();
        var key = (await hub.Browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "mine", actions = ReadToken })).Json.GetProperty("grant").GetProperty("id").GetString();
        var before = await Effects.TakeAsync(hub);
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Delete, "/api/connections/" + mine.Id, null), (HttpMethod.Post, $"/api/connections/{mine.Id}/refresh", null), (HttpMethod.Patch, "/api/connections/" + mine.Id, new { label = "theirs" }),
            (HttpMethod.Post, "/api/agents/keys", new { name = "theirs", actions = ReadToken }), (HttpMethod.Put, "/api/agents/keys/" + key, new { name = "theirs", actions = ReadToken }), (HttpMethod.Delete, "/api/agents/keys/" + key, null),
            (HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "theirs", client_secret = "theirs" }), (HttpMethod.Post, "/api/webhooks", new { url = "https://evil.example/", types = (string[])["connection.connected"] }),
            (HttpMethod.Delete, "/api/sessions", null), (HttpMethod.Post, "/signout", null), (HttpMethod.Post, "/auth/sandbox/refresh", null),
        ])
        {
            // As a form or an image would send it; with the header, which needs a permission that the hub does not give; from a sister site.
            foreach (var (header, site) in ((string?, string?)[])[(null, null), (null, "cross-site"), ("1", "cross-site"), ("1", "same-site"), ("0", "same-origin"), (null, "same-origin")])
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                if (header is not null) request.Headers.Add("X-OAuthHub", header);
                if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
                var reply = await hub.Browser.SendAsync(request);
                Assert.True((reply.Status, reply.Code) is (HttpStatusCode.Forbidden, "antiforgery"), $"{method} {path} with {header ?? "no header"} from {site ?? "somewhere"}: {(int)reply.Status}");
            }
            // The permission to send the header from elsewhere, or to read what is answered.
            using var asked = new HttpRequestMessage(HttpMethod.Options, path) { Headers = { { "Origin", "https://evil.example" }, { "Access-Control-Request-Method", method.Method }, { "Access-Control-Request-Headers", "x-oauthhub" } } };
            Assert.DoesNotContain((await hub.Browser.SendAsync(asked)).Headers, one => one.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();
    }

    /// <summary>The matrix asks the hub; here is that it asks the right thing of all that a session can change.</summary>
    [Fact]
    public void A194_whatever_a_session_can_change_the_matrix_asks_for_from_another_site_too()
    {
        var changes = MatrixTable.All.Where(endpoint => endpoint.Method != HttpMethod.Get && endpoint.Rows.Any(row => row.Cells["owner"].Status is >= 200 and < 400)).ToList();
        Assert.InRange(changes.Count, 15, int.MaxValue);
        foreach (var endpoint in changes)
            Assert.All(endpoint.Rows, row => Assert.True((row.Cells["forged"].Status, row.Cells["forged"].Code) is (403, "antiforgery"), $"{endpoint.Name}, {row.Target}"));
    }

    [Fact]
    public async Task A200_what_is_for_operators_is_refused_to_a_person_by_the_hub_itself_wherever_they_link_to()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        using var person = hub.BrowserOf("otto");
        using var stranger = hub.NewBrowser();
        (await person.CallAsync(HttpMethod.Get, "/api/session")).Ok();
        var before = await Effects.TakeAsync(hub);
        var routes = hub.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is SessionAccess.OperatorPolicy)).ToList();
        foreach (var route in routes)
        {
            var path = "/" + Regex.Replace(route.RoutePattern.RawText!.Trim('/'), @"\{[^}]+\}", "github", RegexOptions.None, TimeSpan.FromSeconds(5));
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var reply = await person.CallAsync(new HttpMethod(method), path);
                Assert.True((reply.Status, reply.Code) is (HttpStatusCode.Forbidden, "forbidden"), $"{method} {path}: {(int)reply.Status}");
            }
        }
        Assert.Superset(new HashSet<string> { "/api/webhooks", "/api/health/summary", "/api/platforms/{id}/registration" }, routes.Select(route => "/" + route.RoutePattern.RawText!.Trim('/')).ToHashSet());
        Assert.Equal("forbidden", (await person.CallAsync(HttpMethod.Get, "/api/sessions?all=true")).Code);
        // The page behind the link is the same file for everybody: it knows nothing that was not asked of the hub.
        foreach (var page in (string[])["/dashboard/health", "/dashboard/agents", "/dashboard/platforms/github"])
            Assert.Equal((await stranger.GetAsync(page)).Body, (await person.GetAsync(page)).Body);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }
}
