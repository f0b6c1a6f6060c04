using System.Net;
using Microsoft.AspNetCore.Http;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>A platform that repeats what it was sent.</summary>
public sealed class EchoTests
{
    [Fact]
    public async Task A166_a_token_that_comes_back_is_in_the_body_alone_and_is_neither_kept_nor_logged()
    {
        await using var rig = await ProxyRig.StartAsync();
        var token = rig.Connection.Access();
        rig.Api.Answer = (context, asked) =>
        {
            var headers = context.Response.Headers;
            foreach (var name in (string[])["Authorization", "X-Authorization", "X-Forwarded-Authorization", "X-Amzn-Remapped-Authorization", "X-Debug", "Link"]) headers[name] = $"<{asked.Headers["Authorization"]}>";
            (headers["X-Mixed"], headers.CacheControl) = (new(["kept", "Bearer " + token]), "public, max-age=600, s-maxage=900");
            return ApiServer.WriteAsync(context, 200, $$"""{"you_sent":"{{asked.Headers["Authorization"]}}"}""");
        };
        using var reply = await rig.OpenAsync();
        Assert.Equal($$"""{"you_sent":"Bearer {{token}}"}""", await reply.Content.ReadAsStringAsync());
        var headers = reply.Headers.Concat(reply.Content.Headers).SelectMany(header => header.Value.Select(value => (header.Key, Value: value))).ToList();
        Assert.DoesNotContain(headers, header => header.Value.Contains(token, StringComparison.Ordinal));
        Assert.Contains(("X-Mixed", "kept"), headers);
        // One agent's answer: no cache between keeps it for others, and the hub keeps none.
        Assert.Equal("max-age=600, private", reply.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync()).Status);
        Assert.Equal(2, rig.Api.Requests.Count);

        await rig.Hub.AssertNoneLoggedAsync(token);
        await rig.Hub.StopAsync();
        var files = Directory.GetFiles(rig.Folder.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.Contains("audit", StringComparison.Ordinal));
        foreach (var file in files) Assert.False((await File.ReadAllTextAsync(file)).Contains(token, StringComparison.Ordinal), Path.GetFileName(file));
    }
}
