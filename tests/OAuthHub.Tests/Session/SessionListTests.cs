using System.Net;
using System.Text.Json;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Session;

/// <summary>Sessions are listed to those whose they are, and end when somebody says so.</summary>
public sealed class SessionListTests
{
    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_one_or_all_others_and_a_restart_does_not_bring_them_back()
    {
        using var folder = new TemporaryFolder();
        string gone, kept;
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            using var laptop = await SignedInAsync(hub, "Laptop/1.0");
            hub.Clock.Advance(TimeSpan.FromMinutes(5));
            using var phone = await SignedInAsync(hub, "Phone/2.0 (a\tb)");
            using var tablet = await SignedInAsync(hub, new string('t', 2000));
            using var otto = hub.BrowserOf("otto");

            var listed = await ListAsync(laptop);
            Assert.Equal(3, listed.Count);
            var own = Assert.Single(listed, one => one.GetProperty("current").GetBoolean());
            Assert.Equal(("Laptop/1.0", "127.0.0.1", "start_link"), (Text(own, "user_agent"), Text(own, "address"), Text(own, "signed_in_by")));
            Assert.Equal((HubHost.Start, hub.Clock.GetUtcNow()), (own.GetProperty("created_at").GetDateTimeOffset(), own.GetProperty("last_seen_at").GetDateTimeOffset()));
            Assert.All(listed, one => Assert.InRange(Text(one, "user_agent")!.Length, 1, 256));
            Assert.All(listed, one => Assert.DoesNotContain(Text(one, "user_agent")!, char.IsControl));

            // Nobody else's, neither to be seen nor to be ended, unless an operator asks for all.
            Assert.Equal(["otto"], (await ListAsync(otto)).Select(one => Text(one, "user")));
            Assert.Equal("forbidden", (await otto.CallAsync(HttpMethod.Get, "/api/sessions?all=true")).Code);
            Assert.Equal("not_found", (await otto.CallAsync(HttpMethod.Delete, "/api/sessions/" + Text(own, "id"))).Code);
            Assert.Equal(["local", "local", "local", "otto"], (await ListAsync(laptop, "?all=true")).Select(one => Text(one, "user")).Order(StringComparer.Ordinal));

            gone = phone.Cookies.GetCookieHeader(new Uri(hub.Address));
            kept = laptop.Cookies.GetCookieHeader(new Uri(hub.Address));
            var theirs = Assert.Single(listed, one => Text(one, "user_agent")!.StartsWith("Phone", StringComparison.Ordinal));
            Assert.Equal("antiforgery", (await laptop.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/sessions/" + Text(theirs, "id")))).Code);
            Assert.Equal(HttpStatusCode.NoContent, (await laptop.CallAsync(HttpMethod.Delete, "/api/sessions/" + Text(theirs, "id"))).Status);
            Assert.Equal("not_found", (await laptop.CallAsync(HttpMethod.Delete, "/api/sessions/" + Text(theirs, "id"))).Code);
            Assert.Equal(HttpStatusCode.Unauthorized, (await phone.CallAsync(HttpMethod.Get, "/api/session")).Status);
            Assert.Equal(2, (await ListAsync(laptop)).Count);

            Assert.Equal(HttpStatusCode.NoContent, (await laptop.CallAsync(HttpMethod.Delete, "/api/sessions")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await tablet.CallAsync(HttpMethod.Get, "/api/session")).Status);
            (await otto.CallAsync(HttpMethod.Get, "/api/session")).Ok();
            Assert.True(Assert.Single(await ListAsync(laptop)).GetProperty("current").GetBoolean());

            var ended = (await laptop.CallAsync(HttpMethod.Get, "/api/audit?what=session.ended&outcome=ok")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(2, ended.Count);
        }
        await using var again = await HubHost.StartAsync(new HubSetup { Folder = folder });
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithAsync(again, gone)).Status);
        (await WithAsync(again, kept)).Ok();
        Assert.Equal("Laptop/1.0", Text(Assert.Single((await WithAsync(again, kept, "/api/sessions")).Json.GetProperty("items").EnumerateArray()), "user_agent"));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_any_more_leaves_the_list_and_one_in_use_stays()
    {
        await using var hub = await HubHost.StartAsync();
        using var used = await SignedInAsync(hub, "Used");
        using var idle = await SignedInAsync(hub, "Idle");
        for (var day = 0; day < 15; day += 5)
        {
            hub.Clock.Advance(TimeSpan.FromDays(5));
            (await used.CallAsync(HttpMethod.Get, "/api/session")).Ok();
        }
        Assert.Equal(["Used"], (await ListAsync(used)).Select(one => Text(one, "user_agent")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await idle.CallAsync(HttpMethod.Get, "/api/session")).Status);
    }

    private static async Task<Browser> SignedInAsync(HubHost hub, string userAgent)
    {
        var browser = hub.NewBrowser();
        browser.UserAgent = userAgent;
        await browser.SignInAsync();
        return browser;
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Browser browser, string query = "") =>
        [.. (await browser.CallAsync(HttpMethod.Get, "/api/sessions" + query)).Ok().Json.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();

    private static async Task<Reply> WithAsync(HubHost hub, string cookies, string path = "/api/session")
    {
        using var bare = new AgentClient(hub.Address, key: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookies } } };
        return await bare.SendAsync(request);
    }
}
