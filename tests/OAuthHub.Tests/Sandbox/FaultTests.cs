using System.Net;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

/// <summary>Every way in which the platform can misbehave on command.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Faults_strike_the_next_calls_of_their_endpoint_and_then_stop()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        (await sandbox.FaultAsync(new { kind = "status", status = 503, count = 2, retry_after = 7, body = "down" })).Ok();
        (await sandbox.FaultAsync(new { kind = "status", status = 502 })).Ok();
        var first = await sandbox.RefreshAsync(grant.RefreshToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "down", "text/plain"), (first.Status, first.Body, first.ContentType));
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter!.Delta);
        (await sandbox.GetAsync("userinfo", grant.AccessToken)).Ok();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sandbox.RefreshAsync(grant.RefreshToken)).Status);
        Assert.Equal(HttpStatusCode.BadGateway, (await sandbox.RefreshAsync(grant.RefreshToken)).Status);
        (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
    }

    [Fact]
    public async Task Faults_can_be_listed_and_cleared_and_come_with_the_knobs_too()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        (await sandbox.TurnAsync(new { faults = new object[] { new { kind = "status" }, new { kind = "drip", endpoint = "api", count = 3 } } })).Ok();
        var pending = (await sandbox.GetAsync("faults")).Json.GetProperty("faults");
        Assert.Equal(2, pending.GetArrayLength());
        Assert.Equal(3, pending[1].GetProperty("count").GetInt32());
        using var cleared = await sandbox.Http.DeleteAsync("faults");
        Assert.Equal(0, (await Reply.ReadAsync(cleared)).Ok().Json.GetProperty("faults").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"kind":"html"}""", 200, "text/html; charset=utf-8")]
    [InlineData("""{"kind":"rate_limited","retry_after":120}""", 429, null)]
    [InlineData("""{"kind":"error","status":401,"error":"invalid_client"}""", 401, "application/json; charset=utf-8")]
    [InlineData("""{"kind":"redirect","status":308,"location":"http://127.0.0.1:9/else"}""", 308, null)]
    [InlineData("""{"kind":"raw","status":200,"body":"{\"access_token\":7}","content_type":"application/json"}""", 200, "application/json")]
    [InlineData("""{"kind":"huge_body","bytes":1000000}""", 200, "application/json")]
    public async Task Answers_instead_of_the_platform_spend_nothing(string fault, int status, string? contentType)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultJsonAsync(fault);
        var reply = await sandbox.RefreshAsync(grant.RefreshToken);
        Assert.Equal((status, contentType), ((int)reply.Status, reply.ContentType));
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(120), reply.Headers.RetryAfter!.Delta);
        if (status == 308) Assert.Equal("http://127.0.0.1:9/else", reply.Headers.Location!.OriginalString);
        if (status == 401) Assert.Equal("invalid_client", reply.Error);
        if (fault.Contains("huge", StringComparison.Ordinal)) Assert.Equal(1_000_000, reply.Body.Length);
        Assert.Equal(0, await sandbox.TotalAsync("refreshes"));
        (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
    }

    [Fact]
    public async Task A_committed_login_page_has_spent_the_token()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "html", committed = true });
        Assert.Contains("Please sign in", (await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Body, StringComparison.Ordinal);
        await sandbox.AssertSpentAsync(grant, spent: true);
    }

    [Theory]
    [InlineData("\"3600\"")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("null")]
    [InlineData("\"abc\"")]
    [InlineData("true")]
    public async Task The_lifetime_can_be_any_json(string literal)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "expires_in", value = literal });
        Assert.Equal(literal, (await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Json.GetProperty("expires_in").GetRawText());
        await sandbox.AssertSpentAsync(grant, spent: true);
    }

    [Fact]
    public async Task Members_of_the_answer_can_be_missing_or_odd()
    {
        await using var sandbox = await SandboxHost.StartAsync(("RotateRefreshTokens", "true"), ("Leeway", "window"));
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "expires_in", value = "absent" });
        await sandbox.FaultAsync(new { kind = "missing_refresh_token" });
        await sandbox.FaultAsync(new { kind = "missing_refresh_token", empty = true });
        await sandbox.FaultAsync(new { kind = "token_type", value = "mac" });
        Assert.False((await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Json.TryGetProperty("expires_in", out _));
        Assert.False((await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Json.TryGetProperty("refresh_token", out _));
        Assert.Equal("", (await sandbox.RefreshAsync(grant.RefreshToken)).Ok().RefreshToken);
        Assert.Equal("mac", (await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Json.GetProperty("token_type").GetString());
    }

    [Theory]
    [InlineData(null, "ada")]
    [InlineData("grace", "grace")]
    public async Task A_refresh_can_answer_with_tokens_of_somebody_else(string? account, string expected)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultJsonAsync(account is null ? """{"kind":"other_account"}""" : $$"""{"kind":"other_account","account":"{{account}}"}""");
        var reply = (await sandbox.RefreshAsync(grant.RefreshToken)).Ok();
        Assert.Equal(expected, reply.Json.GetProperty("sub").GetString());
        Assert.Equal(expected, (await sandbox.GetAsync("userinfo", reply.AccessToken)).Ok().Json.GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData("userinfo", "userinfo")]
    [InlineData("api", "api/me")]
    [InlineData("authorize", "authorize?response_type=code")]
    public async Task Other_endpoints_fail_on_command_too(string endpoint, string path)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        await sandbox.FaultAsync(new { kind = "status", endpoint, status = 500 });
        Assert.Equal(HttpStatusCode.InternalServerError, (await sandbox.GetAsync(path)).Status);
        await sandbox.FaultAsync(new { kind = "status", endpoint = "revoke", status = 500 });
        Assert.Equal(HttpStatusCode.InternalServerError, (await sandbox.RevokeAsync("x")).Status);
    }
}
