using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>What a platform may answer a pushed authorization request (RFC 9126): a reference, or nobody goes anywhere.</summary>
public sealed class PushedAnswerTests
{
    [Fact]
    public async Task A026_without_a_reference_nobody_is_sent_to_the_platform_and_never_with_the_request_itself()
    {
        await using var platform = new PathServer();
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "pushes", entry =>
        {
            (entry["authorization"]!["url"], entry["authorization"]!["pushedUrl"]) = (platform.Address + "/authorize", platform.Address + "/par");
            entry["quirks"] = new JsonArray("par");
        });
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("pushes") });
        await hub.Browser.SignInAsync();
        var before = await Effects.TakeAsync(hub);
        var pushed = 0;
        foreach (var (status, body, code) in ((int, string, string)[])
        [
            (400, """{"error":"invalid_request"}""", "authorization_refused"),
            (401, """{"error":"invalid_client","error_description":"client_secret practice-only is wrong"}""", "authorization_refused"),
            (405, "{}", "authorization_refused"),
            (413, "{}", "authorization_refused"),
            (429, "{}", "platform_unavailable"),
            (500, "{}", "platform_unavailable"),
            (302, "{}", "platform_unavailable"),
            (201, "{}", "authorization_refused"),
            (201, "[]", "authorization_refused"),
            (201, "<html>", "authorization_refused"),
            (201, """{"request_uri":""}""", "authorization_refused"),
            (201, """{"request_uri":["urn:x"]}""", "authorization_refused"),
            (201, $$"""{"request_uri":"urn:{{new string('x', 2048)}}"}""", "authorization_refused"),
        ])
        {
            platform.On("/par", status, body);
            var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/pushes/login");
            Assert.True(code == reply.Code, $"{status} {body}: {reply.Code}");
            Assert.Null(reply.Headers.Location);
            Assert.DoesNotContain("practice-only", reply.Body, StringComparison.Ordinal);
            Assert.Equal(++pushed, platform.Count("/par"));
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));

        // What else is in the answer counts for nothing.
        platform.On("/par", 201, """{"request_uri":"urn:x:1&redirect_uri=https://evil.example","expires_in":60,"redirect_uri":"https://evil.example","state":"mine"}""");
        var begun = await hub.Browser.GetAsync("/auth/pushes/login");
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);
        var query = Browser.Query(begun.Headers.Location!);
        Assert.Equal(["client_id", "request_uri"], query.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("urn:x:1&redirect_uri=https://evil.example", query["request_uri"]);
        foreach (var said in (string[])["code_challenge_method=S256", "state=", "redirect_uri="]) Assert.Contains(said, platform.Requests[^1], StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync();
    }
}
