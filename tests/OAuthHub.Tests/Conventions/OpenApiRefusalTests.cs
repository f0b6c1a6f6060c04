using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>What operations refuse is what the OpenAPI document says of them: the code at that very operation, under that status, in that shape.</summary>
public sealed class OpenApiRefusalTests(ServedDocument served) : IClassFixture<ServedDocument>
{
    [Fact]
    public async Task Agents_are_refused_as_the_document_says()
    {
        await using var hub = await HubHost.StartAsync();
        using var anyone = new AgentClient(hub.Address, null);
        using var caller = await KeyAsync(hub, new { name = "caller", actions = new[] { "proxy" } });
        using var elsewhere = await KeyAsync(hub, new { name = "elsewhere", actions = new[] { "token:read" }, networks = new[] { "10.9.0.0/16" } });
        using var slow = await KeyAsync(hub, new { name = "slow", actions = new[] { "token:read" }, requests_per_minute = 1 });
        var agent = hub.Agent;

        const string Read = "GET /credentials/{platform}";
        Declared(Read, "not_connected", await agent.ReadAsync());
        Declared(Read, "unauthorized", await anyone.ReadAsync());
        Declared(Read, "key_in_url", await agent.ReadAsync(query: "?api_key=" + agent.Key));
        Declared(Read, "duplicate_parameter", await agent.ReadAsync(query: "?user=a&user=b"));
        Declared(Read, "invalid_request", await agent.ReadAsync(query: "?min_ttl=soon"));
        Declared(Read, "unknown_platform", await agent.ReadAsync("nowhere"));
        Declared(Read, "forbidden", await caller.ReadAsync());
        Declared(Read, "network_not_allowed", await elsewhere.ReadAsync());
        await slow.ReadAsync();
        Declared(Read, "rate_limited", await slow.ReadAsync());

        const string Refresh = "POST /auth/{platform}/refresh";
        Declared(Refresh, "unauthorized", await anyone.RefreshAsync());
        Declared(Refresh, "forbidden", await caller.RefreshAsync());
        Declared(Refresh, "invalid_request", await agent.RefreshAsync(body: new { rejected_token_sha256 = "short" }));
        Declared(Refresh, "unsupported_media_type", await PostAsync(agent, "/auth/sandbox/refresh", "user=local", "application/x-www-form-urlencoded"));
        Declared(Refresh, "body_too_large", await agent.RefreshAsync(body: new { user = new string('a', 70 * 1024) }));
        using (var planted = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh") { Headers = { { "Cookie", "oauthhub=x" } } }) Declared(Refresh, "antiforgery", await anyone.SendAsync(planted));

        Declared("GET /credentials", "forbidden", await caller.SendAsync(HttpMethod.Get, "/credentials"));
        Declared("POST /credentials/refresh", "forbidden", await caller.SendAsync(HttpMethod.Post, "/credentials/refresh"));
        Declared("GET /events", "unauthorized", await anyone.SendAsync(HttpMethod.Get, "/events"));
        Declared("GET /events", "forbidden", await (await KeyAsync(hub, new { name = "links", actions = new[] { "connect:link" } })).SendAsync(HttpMethod.Get, "/events"));

        const string Prove = "POST /credentials/{platform}/proof";
        Declared(Prove, "unknown_platform", await agent.SendAsync(HttpMethod.Post, "/credentials/nowhere/proof", new { method = "GET", url = "https://api.example.com" }));
        Declared(Prove, "unsupported_media_type", await PostAsync(agent, "/credentials/sandbox/proof", "{}", "text/plain"));

        const string Link = "POST /connect-links";
        Declared(Link, "unknown_platform", await agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "nowhere" }));
        Declared(Link, "forbidden", await caller.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox" }));
        Declared(Link, "return_to_invalid", await agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox", return_to = "https://elsewhere.example" }));
        Declared(Link, "not_connected", await agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox", account = "nobody" }));
        Declared(Link, "invalid_request", await PostAsync(agent, "/connect-links", "{", "application/json"));

        Declared("GET /admin/keys", "forbidden", await caller.SendAsync(HttpMethod.Get, "/admin/keys"));
        Declared("POST /admin/keys", "invalid_request", await agent.SendAsync(HttpMethod.Post, "/admin/keys", new { name = "" }));
        foreach (var (method, body) in new (HttpMethod, object?)[] { (HttpMethod.Get, null), (HttpMethod.Put, new { name = "other", actions = new[] { "proxy" } }), (HttpMethod.Delete, null) })
            Declared($"{method} /admin/keys/{{id}}", "no_such_key", await agent.SendAsync(method, "/admin/keys/none", body));
        Declared("GET /admin/audit", "forbidden", await caller.SendAsync(HttpMethod.Get, "/admin/audit"));
        Declared("GET /admin/audit", "invalid_request", await agent.SendAsync(HttpMethod.Get, "/admin/audit?limit=0"));
        Declared("GET /admin/audit/export", "invalid_request", await agent.SendAsync(HttpMethod.Get, "/admin/audit/export?from=yesterday"));

        // With accounts: two, then one whose grant is dead, then one that is set aside.
        var first = await hub.ConnectAsync();
        var second = await hub.ConnectAccountAsync("grace");
        Declared(Read, "ambiguous_account", await agent.ReadAsync());
        Declared(Prove, "invalid_request", await agent.SendAsync(HttpMethod.Post, "/credentials/sandbox/proof", new { account = first.Id, method = "get", url = "https://api.example.com" }));
        await BecomeAsync(hub, first, ConnectionState.NeedsReconnect, ConnectionReason.GrantRevoked);
        Declared(Read, "needs_reconnect", await agent.ReadAsync(query: "?account=" + first.Id));
        Declared(Refresh, "needs_reconnect", await agent.RefreshAsync(body: new { account = first.Id }));
        await BecomeAsync(hub, second, ConnectionState.Quarantined, ConnectionReason.AccountChanged);
        Declared(Read, "quarantined", await agent.ReadAsync(query: "?account=" + second.Id));
    }

    [Fact]
    public async Task Persons_are_refused_as_the_document_says()
    {
        await using var hub = await HubHost.StartAsync();
        using var browser = hub.NewBrowser();
        foreach (var path in new[] { "/api/session", "/api/platforms", "/api/connections", "/api/agents/keys", "/api/audit", "/api/webhooks", "/api/events" })
            Declared("GET " + path, "not_signed_in", await browser.CallAsync(HttpMethod.Get, path));
        const string Login = "GET /auth/{platform}/login", Callback = "GET /auth/{platform}/callback";
        Declared(Login, "not_signed_in", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login"));
        Declared(Login, "link_unknown", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?via=link"));
        Declared("GET /connect/{token}", "link_unknown", await browser.CallAsync(HttpMethod.Get, "/connect/none"));
        Declared("POST /connect/{token}", "link_unknown", await browser.CallAsync(HttpMethod.Post, "/connect/none"));
        using (var foreign = new HttpRequestMessage(HttpMethod.Post, "/connect/none")) Declared("POST /connect/{token}", "antiforgery", await browser.SendAsync(foreign));
        using (var foreign = new HttpRequestMessage(HttpMethod.Post, "/signout")) Declared("POST /signout", "antiforgery", await browser.SendAsync(foreign));

        await browser.SignInAsync();
        Declared(Login, "unknown_platform", await browser.CallAsync(HttpMethod.Get, "/auth/nowhere/login"));
        Declared(Login, "return_to_invalid", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=//elsewhere.example"));
        Declared(Login, "duplicate_parameter", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?return_to=/dashboard&return_to=/dashboard"));
        Declared(Login, "not_connected", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login?connection=none"));
        Declared(Login, "value_missing", await browser.CallAsync(HttpMethod.Get, "/auth/mastodon/login"));
        Declared(Login, "platform_not_configured", await browser.CallAsync(HttpMethod.Get, "/auth/github/login"));
        Declared(Callback, "unknown_platform", await browser.CallAsync(HttpMethod.Get, "/auth/nowhere/callback"));
        Declared(Callback, "duplicate_parameter", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/callback?state=a&state=b"));
        Declared(Callback, "invalid_request", await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/callback?state=" + new string('a', 600)));

        foreach (var (method, rest) in new[] { (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/refresh"), (HttpMethod.Post, "/release") })
            Declared($"{method} /api/connections/{{id}}{rest}", "not_connected", await browser.CallAsync(method, "/api/connections/none" + rest));
        using (var foreign = new HttpRequestMessage(HttpMethod.Delete, "/api/connections/none")) Declared("DELETE /api/connections/{id}", "antiforgery", await browser.SendAsync(foreign));
        Declared("GET /api/platforms/{id}", "unknown_platform", await browser.CallAsync(HttpMethod.Get, "/api/platforms/nowhere"));
        Declared("GET /api/platforms/{id}/registration-guide", "unknown_platform", await browser.CallAsync(HttpMethod.Get, "/api/platforms/nowhere/registration-guide"));
        const string Enter = "PUT /api/platforms/{id}/registration";
        Declared(Enter, "unknown_platform", await browser.CallAsync(HttpMethod.Put, "/api/platforms/nowhere/registration", new { client_id = "x" }));
        Declared(Enter, "set_by_configuration", await browser.CallAsync(HttpMethod.Put, "/api/platforms/sandbox/registration", new { client_id = "x" }));
        Declared(Enter, "invalid_request", await browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "" }));
        Declared(Enter, "body_too_large", await browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = new string('a', 70 * 1024) }));
        Declared("DELETE /api/platforms/{id}/registration", "set_by_configuration", await browser.CallAsync(HttpMethod.Delete, "/api/platforms/sandbox/registration"));
        Declared("POST /api/agents/keys", "invalid_request", await browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "" }));
        Declared("DELETE /api/agents/keys/{id}", "no_such_key", await browser.CallAsync(HttpMethod.Delete, "/api/agents/keys/none"));
        Declared("GET /api/audit", "invalid_request", await browser.CallAsync(HttpMethod.Get, "/api/audit?limit=0"));
        Declared("POST /api/webhooks", "invalid_request", await browser.CallAsync(HttpMethod.Post, "/api/webhooks", new { url = "nowhere" }));
        foreach (var (method, rest, body) in new (HttpMethod, string, object?)[] { (HttpMethod.Patch, "", new { enabled = true }), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/secret", null), (HttpMethod.Post, "/test", null), (HttpMethod.Get, "/deliveries", null) })
            Declared($"{method} /api/webhooks/{{id}}{rest}", "not_found", await browser.CallAsync(method, "/api/webhooks/none" + rest, body));

        var connection = await hub.ConnectAsync();
        Declared("POST /api/connections/{id}/release", "not_quarantined", await hub.Browser.CallAsync(HttpMethod.Post, $"/api/connections/{connection.Id}/release"));
    }

    private void Declared(string operation, string code, Reply reply)
    {
        Assert.True(code == (reply.Body.StartsWith('{') ? reply.Code : null), $"{operation} answers {(int)reply.Status} {reply.Body}, not {code}");
        var answers = ServedDocument.OperationsOf(served.Document).Single(one => one.Name == operation).Operation["responses"]!.AsObject();
        var content = answers[((int)reply.Status).ToString()]?["content"]?["application/problem+json"];
        Assert.True(content is not null, $"{operation} does not say that it answers {(int)reply.Status}");
        Assert.True(content["schema"]!["properties"]!["code"]!["enum"]!.AsArray().Any(known => (string?)known == code), $"{operation} does not say that it answers {code}");
        Assert.StartsWith("application/problem+json", reply.ContentType);
        var members = served.Document["components"]!["schemas"]!["Problem"]!["properties"]!.AsObject().Select(member => member.Key).ToHashSet();
        Assert.Subset(members, reply.Json.EnumerateObject().Select(member => member.Name).ToHashSet());
    }

    private static async Task<AgentClient> KeyAsync(HubHost hub, object limits)
    {
        var made = await hub.Agent.SendAsync(HttpMethod.Post, "/admin/keys", limits);
        Assert.True((int)made.Status == 201, made.Body);
        return new AgentClient(hub.Address, made.Json.GetProperty("key").GetString());
    }

    private static async Task<Reply> PostAsync(AgentClient agent, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type), Headers = { { "X-API-Key", agent.Key } } };
        return await agent.SendAsync(request);
    }

    private static async Task BecomeAsync(HubHost hub, Connection connection, ConnectionState state, string reason)
    {
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        Assert.NotNull(await hub.Connections.SaveAsync(stored.Connection with { State = state, Reason = reason }, stored.Generation, "state", CancellationToken.None));
    }
}
