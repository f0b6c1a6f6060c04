using System.Text;
using System.Text.RegularExpressions;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>What the hub's answers forbid a browser: to frame them, to run or load what is foreign, to hand cookies about, to talk to other windows.</summary>
public sealed partial class HeaderAttackTests
{
    [Fact]
    public async Task A192_no_answer_of_the_hub_can_be_framed()
    {
        await using var hub = await HubHost.StartAsync();
        var link = await hub.MakeLinkAsync(new { platform = "sandbox" });
        foreach (var path in (string[])["/", "/dashboard", "/dashboard/platforms/github", "/signin", "/signin?t=" + HubHost.SignInToken, "/api/session", "/api/none", "/none", link.AbsolutePath, "/connect/none", "/connect/done", "/auth/mastodon/login?ask=1", "/auth/sandbox/login", "/auth/sandbox/callback", "/credentials/sandbox", "/proxy/sandbox/me", "/openapi/v1.json", "/schemas/platform.json", "/mcp", "/alive"])
            Unframed(path, await hub.Browser.GetAsync(path));

        // Also where an exception has become the answer: a body that is no JSON is one in Development.
        using var broken = new HttpRequestMessage(HttpMethod.Put, "/api/platforms/github/registration") { Content = new StringContent("{", Encoding.UTF8, "application/json"), Headers = { { "X-OAuthHub", "1" } } };
        var reply = await hub.Browser.SendAsync(broken);
        Assert.Equal("invalid_request", reply.Code);
        Unframed("a fault", reply);
    }

    [Fact]
    public async Task A193_behind_https_every_cookie_is_for_this_host_and_this_path_alone_and_no_script_reads_it()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:PublicUrl"] = "https://hub.example.com" } });
        var link = await hub.MakeLinkAsync(new { platform = "sandbox" });
        var cookies = new List<string>();
        // Over plain http a browser sends none of them back: each request is given its own.
        using var bare = new AgentClient(hub.Address, key: null);
        await AskAsync(HttpMethod.Get, "/signin?t=" + HubHost.SignInToken);
        await AskAsync(HttpMethod.Get, "/auth/sandbox/login", cookies[0]);
        await AskAsync(HttpMethod.Post, link.AbsolutePath);
        await AskAsync(HttpMethod.Post, "/signout", cookies[0]);

        Assert.Equal(["__Host-oauthhub", "__Host-oauthhub-flow", "__Host-oauthhub-link"], cookies.Select(cookie => cookie.Split('=')[0]).Distinct().Order(StringComparer.Ordinal));
        foreach (var cookie in cookies)
        {
            var flags = cookie.Split(';', StringSplitOptions.TrimEntries)[1..].Select(flag => flag.ToLowerInvariant()).ToList();
            // No platform of the catalogue answers by a form that another site posts, and so none needs SameSite=None.
            foreach (var flag in (string[])["secure", "httponly", "samesite=lax", "path=/"]) Assert.Contains(flag, flags);
            Assert.DoesNotContain(flags, flag => flag.StartsWith("domain", StringComparison.Ordinal));
        }

        async Task AskAsync(HttpMethod method, string path, string? cookie = null)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { { "X-OAuthHub", "1" }, { "Sec-Fetch-Site", "same-origin" }, { "Accept", "text/html" } } };
            if (cookie is not null) request.Headers.Add("Cookie", cookie.Split(';')[0]);
            var reply = await bare.SendAsync(request);
            Assert.True(reply.Headers.TryGetValues("Set-Cookie", out var set), $"{path} answered {(int)reply.Status} without a cookie");
            cookies.AddRange(set);
        }
    }

    [Fact]
    public async Task What_the_dashboard_reads_is_kept_by_no_cache_and_read_by_no_other_origin()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        foreach (var path in (string[])["/api/session", "/api/sessions", "/api/connections", "/api/audit", "/api/agents/keys", "/api/health/summary", "/api/platforms", "/api/none"])
        {
            using var foreign = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://evil.example" } } };
            var reply = await hub.Browser.SendAsync(foreign);
            Assert.True(reply.Headers.CacheControl is { NoStore: true }, $"{path} ({(int)reply.Status}) may be kept");
            Assert.DoesNotContain(reply.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.True(reply.ContentType is "application/json; charset=utf-8" or "application/problem+json", $"{path} is {reply.ContentType}");
        }
    }

    [Fact]
    public async Task A195_no_page_has_another_window_to_talk_to_and_what_comes_back_is_no_more_than_a_code()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var begun = await hub.Browser.GetAsync("/auth/sandbox/login");
        var ended = await hub.Browser.GetAsync((await hub.Browser.ApproveAsync(begun.Headers.Location!)).AbsoluteUri);
        foreach (var reply in new[] { begun, ended, await hub.Browser.GetAsync("/dashboard"), await hub.Browser.GetAsync("/connect/done") })
            Assert.Equal("same-origin", Assert.Single(reply.Headers.GetValues("Cross-Origin-Opener-Policy")));
        var end = Browser.Query(new Uri(new Uri(hub.Address), ended.Headers.Location!));
        Assert.Equal("success", end["status"]);
        Assert.Subset(new HashSet<string> { "status", "platform", "connection" }, end.Keys.ToHashSet());

        Assert.All(DashboardSources(), file => Assert.DoesNotMatch(WindowTalk(), File.ReadAllText(file)));
    }

    [Fact]
    public void A196_the_page_keeps_nothing_in_the_browser_but_its_theme_and_language_and_comes_without_source_maps()
    {
        Assert.Equal(["language.ts", "theme.js", "theme.ts"], DashboardSources().Where(file => Keeping().IsMatch(File.ReadAllText(file))).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("sourcemap", File.ReadAllText(Repository.File("dashboard", "vite.config.ts")), StringComparison.OrdinalIgnoreCase);
        var built = Repository.File("OAuthHub.Api", "wwwroot", "dashboard");
        if (Directory.Exists(built)) Assert.Empty(Directory.GetFiles(built, "*.map", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A199_the_policy_leaves_no_way_to_a_script_that_is_not_the_hubs_own_file()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var policy = PolicyOf(await hub.Browser.GetAsync("/dashboard"));
        foreach (var (directive, allowed) in ((string, string)[])[("default-src", "'self'"), ("script-src", "'self'"), ("connect-src", "'self'"), ("img-src", "'self' data:"), ("object-src", "'none'"), ("base-uri", "'none'"), ("form-action", "'self'"), ("style-src-attr", "'none'"), ("require-trusted-types-for", "'script'"), ("trusted-types", "'none'")])
            Assert.Equal(allowed, policy[directive]);
        Assert.All(policy.Values, sources => Assert.DoesNotMatch(Foreign(), sources));
        Assert.All(policy.Where(one => one.Key is not "style-src"), one => Assert.DoesNotContain("unsafe", one.Value, StringComparison.Ordinal));

        // Pages that the hub writes itself have no script, and those with a policy of their own allow none.
        foreach (var path in (string[])["/signin", "/connect/none", "/connect/done?status=error&reason=%3Cscript%3E", "/auth/mastodon/login?ask=1"])
        {
            var page = await hub.Browser.GetAsync(path);
            Assert.DoesNotMatch(Runs(), page.Body);
            var own = PolicyOf(page);
            Assert.Equal(own["default-src"] is "'none'" ? null : "'self'", own.GetValueOrDefault("script-src"));
        }
        // The app's page names files of this hub and has no script in itself.
        var index = await File.ReadAllTextAsync(Repository.File("dashboard", "index.html"));
        Assert.Equal(2, Regex.Count(index, """<script (type="module" )?src="/[a-z]""", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Equal(2, Regex.Count(index, "<script", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.DoesNotMatch(Foreign(), index);
    }

    private static void Unframed(string what, Reply reply)
    {
        Assert.True(reply.Headers.TryGetValues("X-Frame-Options", out var options) && options.SequenceEqual(["DENY"]), $"{what} ({(int)reply.Status}) may be framed");
        Assert.True(PolicyOf(reply).GetValueOrDefault("frame-ancestors") is "'none'", $"{what} ({(int)reply.Status}) has no frame-ancestors");
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
    }

    private static Dictionary<string, string> PolicyOf(Reply reply) => !reply.Headers.TryGetValues("Content-Security-Policy", out var policies) ? [] :
        Assert.Single(policies).Split(';', StringSplitOptions.TrimEntries).Select(directive => directive.Split(' ', 2)).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);

    private static IEnumerable<string> DashboardSources() =>
        Directory.GetFiles(Repository.File("dashboard", "src"), "*.ts*", SearchOption.AllDirectories).Concat(Directory.GetFiles(Repository.File("dashboard", "public"), "*.js")).Where(file => !file.Contains(".test.", StringComparison.Ordinal));

    [GeneratedRegex(@"\bpostMessage\b|\bwindow\.opener\b|\bonmessage\b|['""]message['""]\s*,", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WindowTalk();

    [GeneratedRegex(@"\b(localStorage|sessionStorage|indexedDB|caches|cookieStore)\b|\bdocument\.cookie\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Keeping();

    /// <summary>Another host, whatever host, or any address of a scheme.</summary>
    [GeneratedRegex(@"\*|[a-z]+://|\bhttps?:|\bblob:|unsafe-eval|strict-dynamic", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"<script|\son[a-z]+\s*=|javascript:", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Runs();
}
