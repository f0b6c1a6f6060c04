using System.Net;
using System.Net.Http.Json;

namespace OAuthHub.Tests.Sandbox;

public sealed class LedgerTests
{
    [Fact]
    public async Task The_ledger_counts_what_happened_and_shows_no_token()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var code = await sandbox.CodeAsync(("login_hint", "alan"));
        var first = (await sandbox.ExchangeAsync(code)).Ok();
        var second = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        await sandbox.FaultAsync(new { kind = "status", status = 500 });
        await sandbox.RefreshAsync(second.RefreshToken);
        (await sandbox.GetAsync("api/me", second.AccessToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("api/me", second.AccessToken)).Status);
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");

        var ledger = await sandbox.LedgerAsync();
        Assert.Equal(
            """{"token_requests":4,"exchanges":1,"refreshes":1,"reuses":1,"families_revoked":1,"revocations":0,"api_calls":2,"api_401s":1}""",
            ledger.GetProperty("totals").GetRawText());
        var grant = Assert.Single(ledger.GetProperty("grants").EnumerateArray());
        Assert.Equal(
            """{"grant":"grant-1","account":"alan","client_id":"oauthhub-sandbox","scope":"profile posts.read","exchanges":1,"refreshes":1,"reuses":1,"revoked":true,"revoked_reason":"refresh_token_reuse","current_refresh_token_sha256":null,"live_refresh_token_sha256s":[],"live_access_token_sha256s":[],"api_calls":2,"api_401s":1,"max_exchanges_of_one_refresh_token":1}""",
            grant.GetRawText());
        Assert.DoesNotContain("sbx_", ledger.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_tokens_are_shown_by_fingerprint()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        var next = (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
        var ledger = await sandbox.GrantAsync(grant.Grant);
        Assert.Equal(SandboxHost.Fingerprint(next.RefreshToken), ledger.GetProperty("current_refresh_token_sha256").GetString());
        Assert.Equal(
            [SandboxHost.Fingerprint(grant.AccessToken), SandboxHost.Fingerprint(next.AccessToken)],
            ledger.GetProperty("live_access_token_sha256s").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Requests_are_listed_with_outcome_and_names_of_parameters()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "cut_after_commit" });
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.RefreshAsync(grant.RefreshToken));
        await sandbox.RefreshAsync(grant.RefreshToken);
        await sandbox.ExchangeAsync(await sandbox.CodeAsync());
        await sandbox.TokenAsync(("grant_type", "sbx_rt_in_the_wrong_place"));

        var requests = (await sandbox.LedgerAsync()).GetProperty("requests").EnumerateArray().ToArray();
        Assert.Equal(["cut_after_commit", "refused", "accepted", "refused"], requests.Select(one => one.GetProperty("outcome").GetString()));
        Assert.Equal([true, false, true, false], requests.Select(one => one.GetProperty("committed").GetBoolean()));
        Assert.Equal(["grant-1", "grant-1", "grant-2", null], requests.Select(one => one.GetProperty("grant").GetString()));
        Assert.Equal(["refresh_token", "refresh_token", "authorization_code", null], requests.Select(one => one.GetProperty("grant_type").GetString()));
        Assert.Equal(
            ["client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri"],
            requests[2].GetProperty("parameters").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(sandbox.Clock.GetUtcNow(), requests[0].GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public async Task Only_the_last_two_hundred_requests_are_kept()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        for (var round = 0; round < 199; round++) await sandbox.RefreshAsync("unknown");
        foreach (var grant in await sandbox.SeedManyAsync(new { count = 3 })) (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
        var requests = (await sandbox.LedgerAsync()).GetProperty("requests").EnumerateArray().ToArray();
        Assert.Equal(200, requests.Length);
        Assert.Equal(["refused", "accepted", "accepted", "accepted"], requests[^4..].Select(one => one.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Seeded_grants_work_without_a_browser_and_can_be_filtered()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grants = await sandbox.SeedManyAsync(new { count = 5, account_prefix = "team", scope = "profile", access_token_seconds = 7 });
        Assert.Equal(["team-0", "team-1", "team-2", "team-3", "team-4"], grants.Select(one => one.Account));
        var me = (await sandbox.GetAsync("userinfo", grants[3].AccessToken)).Ok().Json;
        Assert.Equal("Team 3", me.GetProperty("name").GetString());
        var next = (await sandbox.RefreshAsync(grants[3].RefreshToken)).Ok();
        Assert.Equal(7, next.Json.GetProperty("expires_in").GetInt32());
        var found = Assert.Single((await sandbox.LedgerAsync("?account=team-3")).GetProperty("grants").EnumerateArray());
        Assert.Equal(grants[3].Grant, found.GetProperty("grant").GetString());
        using var wrong = await sandbox.Http.PostAsJsonAsync("grants", new { count = 0 });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_grant_can_be_seeded_with_the_tokens_that_its_client_has_already()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync(new { account = "ada", access_token = "at-of-elsewhere", refresh_token = "rt-of-elsewhere" });
        Assert.Equal(("ada", "at-of-elsewhere", "rt-of-elsewhere"), (grant.Account, grant.AccessToken, grant.RefreshToken));
        (await sandbox.GetAsync("userinfo", "at-of-elsewhere")).Ok();
        var next = (await sandbox.RefreshAsync("rt-of-elsewhere")).Ok();
        Assert.NotEqual("rt-of-elsewhere", next.RefreshToken);
        (await sandbox.RefreshAsync("rt-of-elsewhere")).RefusedWith("invalid_grant");
        using var wrong = await sandbox.Http.PostAsJsonAsync("grants", new { count = 2, refresh_token = "rt-of-elsewhere" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_reset_forgets_everything_and_goes_back_to_the_configured_knobs()
    {
        await using var sandbox = await SandboxHost.StartAsync(("AccessTokenSeconds", "60"));
        var grant = await sandbox.SeedAsync();
        await sandbox.RefreshAsync(grant.RefreshToken);
        await sandbox.TurnAsync(new { access_token_seconds = 5, faults = new[] { new { kind = "status" } } });
        using var reset = await sandbox.Http.PostAsync("reset", null);
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);

        var ledger = await sandbox.LedgerAsync();
        Assert.Equal(0, ledger.GetProperty("grants").GetArrayLength());
        Assert.Equal(0, ledger.GetProperty("requests").GetArrayLength());
        Assert.Equal(0, ledger.GetProperty("totals").GetProperty("refreshes").GetInt64());
        Assert.Equal(60, (await sandbox.GetAsync("knobs")).Json.GetProperty("access_token_seconds").GetInt32());
        (await sandbox.RefreshAsync(grant.RefreshToken)).RefusedWith("invalid_grant");
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", grant.AccessToken)).Status);
    }
}
