using System.Net;

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
        await FaultAsync(sandbox, fault);
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
        await AssertSpentAsync(sandbox, grant, spent: true);
    }

    [Theory]
    [InlineData("cut_before_commit", false)]
    [InlineData("cut_after_commit", true)]
    public async Task A_connection_cut_without_an_answer_hides_whether_the_token_was_spent(string kind, bool spent)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind });
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.RefreshAsync(grant.RefreshToken));
        await AssertSpentAsync(sandbox, grant, spent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_truncated_answer_arrives_in_part_and_has_spent_the_token(int atByte)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "truncate", at_byte = atByte });
        using var request = RefreshRequest(grant);
        using var reply = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var stream = await reply.Content.ReadAsStreamAsync();
        var got = new List<byte>();
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            var one = new byte[1];
            while (await stream.ReadAsync(one) == 1) got.Add(one[0]);
        });
        Assert.StartsWith("{\"access_token\":\"", System.Text.Encoding.UTF8.GetString([.. got]), StringComparison.Ordinal);
        if (atByte > 0) Assert.Equal(atByte, got.Count);
        await AssertSpentAsync(sandbox, grant, spent: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delay_waits_on_the_clock_before_or_after_the_token_is_spent(bool afterCommit)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "delay", seconds = 19, after_commit = afterCommit });
        var reply = sandbox.RefreshAsync(grant.RefreshToken);
        await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(SandboxHost.Deadline);
        Assert.Equal(afterCommit ? 1 : 0, await sandbox.TotalAsync("refreshes"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(18));
        Assert.False(reply.IsCompleted);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        (await reply).Ok();
        Assert.Equal(1, await sandbox.TotalAsync("refreshes"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_during_a_delay_leaves_the_token_as_the_fault_says(bool afterCommit)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "delay", seconds = 60, after_commit = afterCommit });
        using var patience = new CancellationTokenSource();
        using var request = RefreshRequest(grant);
        var call = sandbox.Http.SendAsync(request, patience.Token);
        await sandbox.Clock.WaitForTimersAsync(1, CancellationToken.None).WaitAsync(SandboxHost.Deadline, CancellationToken.None);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await AssertSpentAsync(sandbox, grant, afterCommit);
    }

    [Fact]
    public async Task A_dripping_answer_gives_one_byte_per_interval()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        using var request = RefreshRequest(grant);
        using var reply = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var stream = await reply.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        for (var index = 0; index < 3; index++)
        {
            var read = stream.ReadAsync(buffer).AsTask();
            await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(SandboxHost.Deadline);
            Assert.False(read.IsCompleted);
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, await read.WaitAsync(SandboxHost.Deadline));
        }
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
        await AssertSpentAsync(sandbox, grant, spent: true);
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
        await FaultAsync(sandbox, account is null ? """{"kind":"other_account"}""" : $$"""{"kind":"other_account","account":"{{account}}"}""");
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

    [Theory]
    [InlineData("""{"kind":"earthquake"}""", "kind")]
    [InlineData("""{"count":2}""", "kind")]
    [InlineData("""{"kind":"status","status":99}""", "status")]
    [InlineData("""{"kind":"status","seconds":1}""", "seconds")]
    [InlineData("""{"kind":"status","count":0}""", "count")]
    [InlineData("""{"kind":"status","endpoint":"nowhere"}""", "endpoint")]
    [InlineData("""{"kind":"expires_in","endpoint":"api","value":"1"}""", "endpoint")]
    [InlineData("""{"kind":"expires_in"}""", "value")]
    [InlineData("""{"kind":"delay"}""", "seconds")]
    [InlineData("""{"kind":"redirect","status":200,"location":"/"}""", "status")]
    [InlineData("""{"kind":"redirect"}""", "location")]
    [InlineData("""{"kind":"status","retry_after":"1\r\nX: y"}""", "retry_after")]
    [InlineData("""[{"kind":"status"},{"kind":"drip","interval_ms":"1"}]""", "[1].interval_ms")]
    [InlineData("7", "body")]
    public async Task A_wrong_fault_is_refused_by_name_and_none_is_queued(string fault, string member)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var reply = await FaultAsync(sandbox, fault);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(member, reply.Json.GetProperty("member").GetString());
        Assert.NotEmpty(reply.Json.GetProperty("allowed").GetString()!);
        Assert.Equal(0, (await sandbox.GetAsync("faults")).Json.GetProperty("faults").GetArrayLength());
    }

    private static async Task<Reply> FaultAsync(SandboxHost sandbox, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var reply = await sandbox.Http.PostAsync("faults", content);
        return await Reply.ReadAsync(reply);
    }

    private static HttpRequestMessage RefreshRequest(Seeded grant) => new(HttpMethod.Post, "token")
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = grant.RefreshToken,
            ["client_id"] = "oauthhub-sandbox",
            ["client_secret"] = "practice-only",
        }),
    };

    private static async Task AssertSpentAsync(SandboxHost sandbox, Seeded grant, bool spent)
    {
        var ledger = await sandbox.GrantAsync(grant.Grant);
        Assert.Equal(spent ? 1 : 0, ledger.GetProperty("refreshes").GetInt32());
        Assert.Equal(!spent, ledger.GetProperty("current_refresh_token_sha256").GetString() == SandboxHost.Fingerprint(grant.RefreshToken));
    }
}
