using System.Net;
using System.Net.Http.Headers;
using System.Text;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

public sealed class CodeExchangeTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong")]
    [InlineData("short")]
    public async Task A_missing_or_wrong_verifier_is_refused(string? verifier)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var code = await sandbox.CodeAsync();
        (await sandbox.ExchangeAsync(code, verifier)).RefusedWith("invalid_grant");
        Assert.Equal(0, await sandbox.TotalAsync("exchanges"));
    }

    [Fact]
    public async Task Pkce_may_be_left_out_where_the_knob_says_so_but_not_downgraded()
    {
        await using var sandbox = await SandboxHost.StartAsync(("RequirePkce", "false"));
        var without = await sandbox.CodeAsync(("code_challenge", null), ("code_challenge_method", null));
        (await sandbox.ExchangeAsync(without)).RefusedWith("invalid_grant");
        (await sandbox.ExchangeAsync(without, verifier: null)).Ok();
        (await sandbox.ExchangeAsync(await sandbox.CodeAsync(), verifier: null)).RefusedWith("invalid_grant");
    }

    [Fact]
    public async Task A_code_is_bound_to_its_redirect_uri()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        (await sandbox.ExchangeAsync(await sandbox.CodeAsync(), redirectUri: "http://127.0.0.1:9/other")).RefusedWith("invalid_grant");
    }

    [Fact]
    public async Task A_code_lives_sixty_seconds()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var (early, late) = (await sandbox.CodeAsync(), await sandbox.CodeAsync());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(59));
        (await sandbox.ExchangeAsync(early)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        (await sandbox.ExchangeAsync(late)).RefusedWith("invalid_grant");
    }

    [Fact]
    public async Task The_second_use_of_a_code_takes_back_what_the_first_one_gave()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var code = await sandbox.CodeAsync();
        var tokens = (await sandbox.ExchangeAsync(code)).Ok();
        (await sandbox.ExchangeAsync(code)).RefusedWith("invalid_grant");
        (await sandbox.RefreshAsync(tokens.RefreshToken)).RefusedWith("invalid_grant");
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", tokens.AccessToken)).Status);
        Assert.Equal("code_reuse", (await sandbox.GrantAsync("grant-1")).GetProperty("revoked_reason").GetString());
    }

    [Fact]
    public async Task Of_many_simultaneous_uses_of_a_code_one_succeeds()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var code = await sandbox.CodeAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => sandbox.ExchangeAsync(code)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(1, await sandbox.TotalAsync("exchanges"));
    }

    [Theory]
    [InlineData("oauthhub-sandbox", "wrong")]
    [InlineData("somebody", "practice-only")]
    public async Task A_wrong_app_is_refused_with_401(string id, string secret)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var reply = await sandbox.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", id), ("client_secret", secret));
        reply.RefusedWith("invalid_client", HttpStatusCode.Unauthorized);
        Assert.Equal("Basic", reply.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task The_app_may_authenticate_by_header_with_both_halves_form_encoded()
    {
        await using var sandbox = await SandboxHost.StartAsync(("ClientId", "id:1"), ("ClientSecret", "a+b c%d"));
        var seeded = await sandbox.SeedAsync();
        (await SendAsync("id%3A1:a%2Bb+c%25d")).Ok();
        (await SendAsync("id:1:a+b c%d")).RefusedWith("invalid_client", HttpStatusCode.Unauthorized);

        async Task<Reply> SendAsync(string credentials)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "token");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = seeded.RefreshToken });
            using var reply = await sandbox.Http.SendAsync(request);
            return await Reply.ReadAsync(reply);
        }
    }

    [Fact]
    public async Task Malformed_requests_get_the_errors_of_the_specification()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        (await sandbox.TokenAsync(("grant_type", "password"))).RefusedWith("unsupported_grant_type");
        (await sandbox.TokenAsync()).RefusedWith("invalid_request");
        (await sandbox.TokenAsync(("grant_type", "refresh_token"))).RefusedWith("invalid_request");
        (await sandbox.TokenAsync(("grant_type", "refresh_token"), ("grant_type", "refresh_token"))).RefusedWith("invalid_request");
        (await sandbox.RefreshAsync("sbx_rt_unknown")).RefusedWith("invalid_grant");
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var reply = await sandbox.Http.PostAsync("token", json);
        (await Reply.ReadAsync(reply)).RefusedWith("invalid_request");
    }
}
