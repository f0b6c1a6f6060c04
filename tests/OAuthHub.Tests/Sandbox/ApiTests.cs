using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace OAuthHub.Tests.Sandbox;

public sealed class ApiTests
{
    [Theory]
    [InlineData("userinfo")]
    [InlineData("api/me")]
    public async Task A_live_token_tells_who_it_is(string path)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var tokens = (await sandbox.ExchangeAsync(await sandbox.CodeAsync(("login_hint", "katherine")))).Ok();
        Assert.Equal(
            $$"""{"sub":"katherine","name":"Katherine Johnson","preferred_username":"katherine","picture":"{{sandbox.Address}}/avatars/katherine.svg"}""",
            (await sandbox.GetAsync(path, tokens.AccessToken)).Ok().Body);
    }

    [Fact]
    public async Task A_dead_token_gets_the_challenge_of_the_bearer_scheme()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync(new { access_token_seconds = 10 });
        sandbox.Clock.Advance(TimeSpan.FromSeconds(9));
        (await sandbox.GetAsync("api/me", grant.AccessToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var token in new[] { grant.AccessToken, "sbx_at_unknown" })
        {
            var reply = await sandbox.GetAsync("api/me", token);
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
            Assert.Contains("error=\"invalid_token\"", reply.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        var bare = await sandbox.GetAsync("api/me");
        Assert.Equal(HttpStatusCode.Unauthorized, bare.Status);
        Assert.DoesNotContain("error", bare.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Posts_belong_to_their_account_and_come_newest_first()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grants = await sandbox.SeedManyAsync(new { count = 2 });
        Assert.Equal(HttpStatusCode.Created, await PostAsync(new { text = "first" }));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(new { text = "second" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { text = "" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(new { }));

        var items = (await sandbox.GetAsync("api/posts", grants[0].AccessToken)).Ok().Json.GetProperty("items");
        Assert.Equal(["second", "first"], items.EnumerateArray().Select(item => item.GetProperty("text").GetString()));
        Assert.Equal(0, (await sandbox.GetAsync("api/posts", grants[1].AccessToken)).Ok().Json.GetProperty("items").GetArrayLength());

        async Task<HttpStatusCode> PostAsync(object post)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/posts") { Content = JsonContent.Create(post) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", grants[0].AccessToken);
            using var reply = await sandbox.Http.SendAsync(request);
            return reply.StatusCode;
        }
    }

    [Fact]
    public async Task Revoking_the_refresh_token_ends_the_grant()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RevokeAsync(grant.RefreshToken)).Status);
        (await sandbox.RefreshAsync(grant.RefreshToken)).RefusedWith("invalid_grant");
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", grant.AccessToken)).Status);
        Assert.Equal("revoked_by_client", (await sandbox.GrantAsync(grant.Grant)).GetProperty("revoked_reason").GetString());
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RevokeAsync(grant.RefreshToken)).Status);
        Assert.Equal(1, await sandbox.TotalAsync("revocations"));
    }

    [Fact]
    public async Task Revoking_an_access_token_ends_only_that_and_unknown_tokens_are_fine()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RevokeAsync(grant.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.RevokeAsync("unknown")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", grant.AccessToken)).Status);
        (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
    }

    [Fact]
    public async Task Revoking_needs_the_app()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        (await sandbox.PostFormAsync("revoke", ("token", grant.RefreshToken), ("client_secret", "wrong"))).RefusedWith("invalid_client", HttpStatusCode.Unauthorized);
        (await sandbox.PostFormAsync("revoke")).RefusedWith("invalid_request");
        (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
    }

    [Fact]
    public async Task A_person_may_withdraw_consent_at_the_platform()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        using var gone = await sandbox.Http.DeleteAsync($"grants/{grant.Grant}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        (await sandbox.RefreshAsync(grant.RefreshToken)).RefusedWith("invalid_grant");
        Assert.Equal("revoked_by_account", (await sandbox.GrantAsync(grant.Grant)).GetProperty("revoked_reason").GetString());
        using var unknown = await sandbox.Http.DeleteAsync("grants/grant-99");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}
