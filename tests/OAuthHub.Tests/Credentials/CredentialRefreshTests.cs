using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary><c>POST /auth/{platform}/refresh</c>: what it takes and what it refuses.</summary>
public sealed class CredentialRefreshTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "null")]
    [InlineData("application/json; charset=utf-8", """{"account":null,"unknown":true,"force":true}""")]
    public async Task A_refresh_needs_no_body_and_ignores_what_it_does_not_know(string? type, string? body)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var reply = (await PostAsync(hub, type, body)).Ok();
        Assert.NotEqual(connection.Access(), reply.AccessToken);
        Assert.Equal(2, (await hub.StoredAsync(connection.Id)).TokenGeneration);
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Equal(("no-store", "no-cache", "Authorization"), (reply.Headers.CacheControl!.ToString(), reply.Headers.Pragma.ToString(), reply.Headers.Vary.ToString()));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Theory]
    [InlineData("text/plain", "{}", 415, "unsupported_media_type")]
    [InlineData("application/x-www-form-urlencoded", "account=ada", 415, "unsupported_media_type")]
    [InlineData("application/json; charset=no-such", "{}", 415, "unsupported_media_type")]
    [InlineData("application/json", "{", 400, "invalid_request")]
    [InlineData("application/json", "[]", 400, "invalid_request")]
    [InlineData("application/json", "", 400, "invalid_request")]
    [InlineData("application/json", """{"account":7}""", 400, "invalid_request")]
    [InlineData("application/json", """{"account":"ada","account":"grace"}""", 400, "invalid_request")]
    [InlineData("application/json", """{"account":""}""", 400, "invalid_request")]
    [InlineData("application/json", """{"user":"../other"}""", 400, "invalid_request")]
    [InlineData("application/json", """{"rejected_token_sha256":"abc"}""", 400, "invalid_request")]
    [InlineData("application/json", """{"rejected_token_sha256":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}""", 400, "invalid_request")]
    public async Task A_body_that_makes_no_sense_is_refused_and_nothing_is_sent(string type, string body, int status, string code)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var reply = await PostAsync(hub, type, body);
        Assert.Equal((status, code), ((int)reply.Status, reply.Code));
        Assert.Equal(connection.Access(), (await hub.StoredAsync(connection.Id)).Access());
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
    }

    [Fact]
    public async Task A_body_of_more_than_64_KiB_is_refused()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        var reply = await PostAsync(hub, "application/json", $$"""{"account":"{{new string('a', 70_000)}}"}""");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_token_already_replaced_is_answered_with_the_newer_one_and_nothing_is_sent()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var refused = connection.Tokens!.AccessToken.Fingerprint().ToString();
        var newer = (await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = refused.ToUpperInvariant() })).Ok().AccessToken;
        for (var again = 0; again < 3; again++) Assert.Equal(newer, (await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = refused })).Ok().AccessToken);
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));

        // The newest one refused at once: it is too young to be exchanged, and handing it out again would help nobody.
        var tooSoon = await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = (await hub.StoredAsync(connection.Id)).Tokens!.AccessToken.Fingerprint().ToString() });
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited", TimeSpan.FromSeconds(30)), (tooSoon.Status, tooSoon.Code, tooSoon.Headers.RetryAfter!.Delta));
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
    }

    /// <summary>No key may force an exchange (the contract has no such word): a second one within 30 s would spend a rotating token for nothing.</summary>
    [Fact]
    public async Task A141_a_refresh_that_is_to_be_forced_is_one_like_any_other()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var token = (await PostAsync(hub, "application/json", """{"force":true}""")).Ok().AccessToken;
        Assert.NotEqual(connection.Access(), token);
        var before = await Effects.TakeAsync(hub);
        for (var again = 0; again < 3; again++) Assert.Equal(token, (await PostAsync(hub, "application/json", """{"force":true,"leeway":"none"}""")).Ok().AccessToken);
        Assert.Equal(token, (await hub.Agent.SendAsync(HttpMethod.Post, "/auth/sandbox/refresh?force=true")).Ok().AccessToken);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A140_a_form_of_another_site_is_refused_although_the_browser_sends_the_cookie()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        foreach (var type in new[] { "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh");
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Content = new StringContent("{}");
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            var reply = await hub.Browser.SendAsync(request);
            Assert.Equal((HttpStatusCode.Forbidden, "antiforgery"), (reply.Status, reply.Code));
            Assert.DoesNotContain(reply.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
        // With a key, that is from no browser, the type alone is refused.
        Assert.Equal("unsupported_media_type", (await PostAsync(hub, "text/plain", "{}")).Code);
        Assert.Equal(connection.Access(), (await hub.StoredAsync(connection.Id)).Access());
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync();
    }

    private static async Task<Reply> PostAsync(HubHost hub, string? type, string? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/sandbox/refresh");
        request.Headers.Authorization = new("Bearer", hub.Agent.Key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return await hub.Agent.SendAsync(request);
    }
}
