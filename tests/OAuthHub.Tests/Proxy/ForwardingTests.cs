using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OAuthHub.Core.Audit;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary><c>ANY /proxy/{platform}/{path}</c>: what goes out, and what comes back.</summary>
public sealed class ForwardingTests
{
    [Fact]
    public async Task A164_a_call_goes_out_as_it_came_but_for_the_hubs_part_of_it()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var content = new StringContent("""{"text":"hé"}""", Encoding.UTF8, "application/vnd.acme+json");
        content.Headers.TryAddWithoutValidation("Content-Language", "fr");
        var reply = await rig.CallAsync("/files/a%2Fb%7e;v=1/?q=a+b&x=%2F&user=local&empty", HttpMethod.Patch, content, null,
            ("X-API-Key", rig.Hub.Agent.Key), ("Cookie", "oauthhub=1"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=10.0.0.1"), ("X-Real-IP", "10.0.0.1"),
            ("TE", "trailers"), ("Proxy-Authorization", "Basic x"), ("X-HTTP-Method-Override", "DELETE"), ("X-Original-URL", "/admin"), ("traceparent", "00-1-2-01"),
            ("X-OAuthHub-Anything", "1"), ("Accept", "application/json"), ("If-None-Match", "\"v1\""), ("X-Custom", "kept"), ("X-Name", "hé"));
        Assert.Equal((HttpStatusCode.OK, """{"ok":true}"""), (reply.Status, reply.Body));

        var asked = Assert.Single(rig.Api.Requests);
        Assert.Equal(("PATCH", "/v1/files/a%2Fb%7e;v=1/?q=a+b&x=%2F&empty", """{"text":"hé"}"""), (asked.Method, asked.Target, asked.Body));
        Assert.Equal("Bearer " + rig.Connection.Access(), asked.Headers["Authorization"]);
        Assert.Equal(new Uri(rig.Api.Address).Authority, asked.Headers["Host"]);
        Assert.Equal(("application/vnd.acme+json; charset=utf-8", "fr", "\"v1\"", "kept", "hé"), (asked.Headers["Content-Type"], asked.Headers["Content-Language"], asked.Headers["If-None-Match"], asked.Headers["X-Custom"], asked.Headers["X-Name"]));
        Assert.StartsWith("OAuthHub/", asked.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(["Accept", "Authorization", "Content-Language", "Content-Length", "Content-Type", "Host", "If-None-Match", "User-Agent", "X-Custom", "X-Name"], asked.Headers.Keys.Order(StringComparer.Ordinal));
        await rig.RawAsync("GET /proxy/acme/me HTTP/1.1\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nX-Other: 2");
        Assert.Equal((false, "2"), (rig.Api.Last.Headers.ContainsKey("X-Hop"), rig.Api.Last.Headers["X-Other"]));
        await rig.Hub.AssertNoneLoggedAsync();

        await rig.Hub.Get<AuditLog>().FlushAsync(CancellationToken.None);
        var line = Directory.GetFiles(rig.Folder.Path, "*", SearchOption.AllDirectories).Where(file => file.Contains("audit", StringComparison.Ordinal)).Select(ReadShared).Single(text => text.Contains("proxy.call", StringComparison.Ordinal));
        Assert.Contains("PATCH /files/a/b~;v=1/ 200", line.Replace("\\u007E", "~", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A167_an_answer_comes_back_without_what_would_act_on_the_hubs_own_origin()
    {
        await using var rig = await ProxyRig.StartAsync();
        var token = rig.Connection.Access();
        rig.Api.Answer = (context, _) =>
        {
            var headers = context.Response.Headers;
            (headers.SetCookie, headers.AccessControlAllowOrigin, headers.ContentSecurityPolicy, headers.StrictTransportSecurity) = ("a=1", "*", "default-src *", "max-age=1");
            (headers["Authorization"], headers["X-Echo"], headers["X-OAuthHub-Source"], headers["X-OAuthHub-Lie"], headers["Clear-Site-Data"]) = ("Bearer " + token, "you sent " + token, "hub", "1", "\"*\"");
            (headers["X-Content-Type-Options"], headers["X-RateLimit-Remaining"], headers["X-Latin"], headers.ETag, headers.Vary) = ("sniff", "7", "caf\u00e9", "\"v1\"", "Accept");
            (headers.Connection, headers["X-Hop"]) = ("X-Hop", "1");
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<script>alert(1)</script>");
        };
        using var reply = await rig.OpenAsync();
        Assert.Equal("<script>alert(1)</script>", await reply.Content.ReadAsStringAsync());
        var got = reply.Headers.Concat(reply.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        foreach (var gone in (string[])["Set-Cookie", "Access-Control-Allow-Origin", "Strict-Transport-Security", "Authorization", "X-Echo", "X-OAuthHub-Lie", "Clear-Site-Data", "X-Hop"]) Assert.False(got.ContainsKey(gone), gone);
        Assert.Equal(("platform", "sandbox", "nosniff", "no-store"), (got["X-OAuthHub-Source"], got["Content-Security-Policy"], got["X-Content-Type-Options"], got["Cache-Control"]));
        Assert.Equal(("7", "caf\u00e9", "\"v1\"", "text/html"), (got["X-RateLimit-Remaining"], got["X-Latin"], got["ETag"], got["Content-Type"]));
        Assert.Equal("Accept", got["Vary"]);
        // It could be a page.
        Assert.Equal(("DENY", "no-referrer", "same-origin"), (got["X-Frame-Options"], got["Referrer-Policy"], got["Cross-Origin-Opener-Policy"]));

        // What the platform says of caching stays, and whoever keeps the answer learns what it depends on.
        rig.Api.Answer = (context, _) =>
        {
            (context.Response.Headers.CacheControl, context.Response.Headers.Vary) = ("private, max-age=60", "Accept");
            return ApiServer.WriteAsync(context, 200, "{}");
        };
        var kept = await rig.CallAsync();
        Assert.Equal("max-age=60, private", kept.Headers.CacheControl!.ToString());
        Assert.StartsWith("Accept, Authorization, X-API-Key", string.Join(", ", kept.Headers.Vary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_a_browser_could_show_carries_what_a_page_of_the_hub_has()
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var (types, isPage) in ((string[], bool)[])[
            (["application/json"], false), (["Application/JSON; charset=utf-8"], false), (["application/problem+json"], false), (["text/event-stream"], false), (["application/octet-stream"], false),
            (["text/html"], true), (["image/svg+xml"], true), (["text/plain"], true), (["application/jsonp"], true), (["text/html; x=+json"], true),
            ([], true), ([""], true), (["application/json, text/html"], true), (["application/json;x, text/html"], true), (["application/json", "text/html"], true)])
        {
            rig.Api.Answer = (context, _) =>
            {
                context.Response.Headers.ContentType = types;
                return context.Response.WriteAsync("{}");
            };
            var got = (await rig.CallAsync()).Headers;
            Assert.True(got.TryGetValues("X-Content-Type-Options", out var sniff) && sniff.Single() is "nosniff", string.Join(" and ", types));
            foreach (var name in (string[])["X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"]) Assert.True(got.Contains(name) == isPage, $"{name} with {string.Join(" and ", types)}");
        }
    }

    [Fact]
    public async Task A156_the_platforms_answers_pass_whatever_they_are()
    {
        await using var rig = await ProxyRig.StartAsync();
        var statuses = new Dictionary<string, int> { ["/moved"] = 302, ["/none"] = 204, ["/same"] = 304, ["/gone"] = 404, ["/busy"] = 429, ["/broken"] = 500 };
        rig.Api.Answer = (context, asked) =>
        {
            context.Response.StatusCode = statuses[asked.Target["/v1".Length..]];
            (context.Response.Headers.Location, context.Response.Headers.RetryAfter) = ("http://169.254.169.254/latest", "17");
            return Task.CompletedTask;
        };
        foreach (var (path, status) in statuses)
        {
            var reply = await rig.CallAsync(path);
            Assert.Equal((status, ""), ((int)reply.Status, reply.Body)); // an empty 404 is not for the hub to explain
            Assert.Equal(("platform", "http://169.254.169.254/latest", TimeSpan.FromSeconds(17)), (reply.Headers.GetValues("X-OAuthHub-Source").Single(), reply.Headers.Location!.OriginalString, reply.Headers.RetryAfter!.Delta));
        }
        Assert.Equal(statuses.Count, rig.Api.Requests.Count);

        rig.Api.Answer = (context, _) =>
        {
            context.Response.ContentLength = 11;
            return Task.CompletedTask;
        };
        using var head = await rig.OpenAsync("/file", HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 11L), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal("HEAD", rig.Api.Last.Method);
        rig.Api.Answer = (context, _) => ApiServer.WriteAsync(context, 200, "{}");
        using var nothing = new ByteArrayContent([]);
        nothing.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("", HttpMethod.Post, nothing)).Status);
        Assert.Equal(("/v1", "application/json", "0"), (rig.Api.Last.Target, rig.Api.Last.Headers["Content-Type"], rig.Api.Last.Headers["Content-Length"]));
    }

    [Fact]
    public async Task User_and_account_are_the_hubs_in_the_query_and_the_platforms_once_headers_say_them()
    {
        await using var rig = await ProxyRig.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync($"/me?user=local&account={rig.Connection.Account.Id}&user_id=1")).Status);
        Assert.Equal("/v1/me?user_id=1", rig.Api.Last.Target);
        Assert.Equal("not_connected", (await rig.CallAsync("/me?user=grace")).Code);
        Assert.Equal("not_connected", (await rig.CallAsync("/me?account=grace")).Code);
        Assert.Equal("duplicate_parameter", (await rig.CallAsync("/me?user=local&user=grace")).Code);
        Assert.Equal("invalid_request", (await rig.CallAsync("/me?user=../x")).Code);
        Assert.Equal("not_connected", (await rig.CallAsync("/me?user=local", null, null, null, ("X-OAuthHub-User", "grace"))).Code);
        Assert.Single(rig.Api.Requests);
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/me?user=grace&account=7&user=8", null, null, null, ("X-OAuthHub-Account", rig.Connection.Id))).Status);
        Assert.Equal("/v1/me?user=grace&account=7&user=8", rig.Api.Last.Target);

        // The platform may have parameters by names under which an agent key must not be sent.
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/me?key=abc&token=t")).Status);
        Assert.Equal("/v1/me?key=abc&token=t", rig.Api.Last.Target);
        var exposed = await rig.CallAsync("/me?key=" + rig.Hub.Agent.Key);
        Assert.Equal(("key_in_url", "hub"), (exposed.Code, exposed.Headers.GetValues("X-OAuthHub-Source").Single()));
        Assert.Equal(3, rig.Api.Requests.Count);
    }

    [Fact]
    public async Task The_token_travels_where_the_entry_says_and_nobody_else_may_put_one_there()
    {
        await using var rig = await ProxyRig.StartAsync(null, null, Way("header", "Acme-Token"), Way("scheme", ""), Way("query", "access_token"), Way("none", null), ("nowhere", entry => entry["api"] = new JsonObject()), Way("client_basic", null));
        foreach (var (way, header) in ((string, string?)[])[("header", "Acme-Token"), ("scheme", "Authorization"), ("query", null), ("none", null)])
        {
            var token = (await rig.Hub.ConnectAsync(way)).Access();
            Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync($"{way}:/me?a=1&access_token=mine", null, null, null, ("Acme-Token", "mine"))).Status);
            var asked = rig.Api.Last;
            Assert.Equal(way is "query" ? $"/v1/me?a=1&access_token={token}" : "/v1/me?a=1&access_token=mine", asked.Target);
            if (header is not null) Assert.Equal(token, asked.Headers[header]);
            if (header is not "Authorization") Assert.False(asked.Headers.ContainsKey("Authorization"));
            if (way is not "header") Assert.Equal("mine", asked.Headers["Acme-Token"]);
            // What the entry adds is the usual; an agent may want another version.
            Assert.Equal("2", asked.Headers["Acme-Version"]);
            await rig.CallAsync(way + ":/me", null, null, null, ("Acme-Version", "3"));
            Assert.Equal("3", rig.Api.Last.Headers["Acme-Version"]);
        }
        await rig.Hub.AssertNoneLoggedAsync();

        // Without an address, or with a way that takes the client's secret, there is nothing to call.
        var before = rig.Api.Requests.Count;
        foreach (var platform in (string[])["nowhere", "client-basic"])
        {
            await rig.Hub.ConnectAsync(platform);
            Assert.Equal("api_not_callable", (await rig.CallAsync(platform + ":/me")).Code);
        }
        Assert.Equal("unknown_platform", (await rig.CallAsync("unknown:/me")).Code);
        Assert.Equal("not_connected", (await rig.CallAsync("sandbox:/me")).Code);
        Assert.Equal(before, rig.Api.Requests.Count);

        static (string, Action<JsonObject>) Way(string way, string? name) => (way.Replace('_', '-'), entry =>
        {
            (entry["api"]!["authorization"], entry["api"]!["authorizationName"]) = (way, name);
            entry["api"]!["headers"] = new JsonObject { ["Acme-Version"] = "2" };
        });
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
