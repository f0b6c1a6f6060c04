using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Requests whose answer never came, or came as nothing: what is tried again, when, and what the platform's ledger says.</summary>
public sealed class UnknownOutcomeTests
{
    public static TheoryData<string, string> Forgiving()
    {
        var data = new TheoryData<string, string>();
        foreach (var leeway in (string[])["predecessor", "window", "idempotent"])
            foreach (var fault in (string[])["cut_after_commit", "truncate", "html"]) data.Add(leeway, fault);
        return data;
    }

    [Theory]
    [MemberData(nameof(Forgiving))]
    public async Task F33_F34_with_a_leeway_a_lost_answer_is_asked_for_once_more(string leeway, string fault)
    {
        var (hub, before) = await StartAgedAsync(Setup(leeway, 60));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(fault == "html" ? new { kind = fault, committed = true } : new { kind = fault });
        var later = Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before));
        Assert.InRange(later.After.TotalSeconds, 2, 5);
        (await hub.StoredAsync(before.Id)).AssertState(Degraded, ConnectionReason.UnknownOutcome, 1);
        Assert.Equal(before.Tokens!.AccessToken.RevealSecret(), (await hub.Agent.ReadAsync()).Ok().AccessToken);

        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
        (await hub.StoredAsync(before.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(before);
        var ledger = await hub.Sandbox.GrantLedgerAsync();
        Assert.Equal((2, 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
    }

    [Fact]
    public async Task F33_where_the_old_one_lives_until_the_new_one_is_used_lost_answers_are_asked_for_until_one_arrives()
    {
        var setup = Setup("window", says: "until_used").With("OAuthHub:Sandbox:LeewaySeconds", "86400");
        var (hub, before) = await StartAgedAsync(setup);
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "cut_after_commit", count = 4 });
        var pauses = new List<double> { Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before)).After.TotalSeconds };
        for (var i = 0; i < 3; i++) pauses.Add(Assert.IsType<RefreshOutcome.TryLater>(await hub.RetryAsync(before)).After.TotalSeconds);
        Assert.Equal([3, 6, 12, 24], pauses);
        (await hub.StoredAsync(before.Id)).AssertState(Degraded, ConnectionReason.UnknownOutcome, 1);
        hub.Clock.Advance(TimeSpan.FromHours(2)); // the access token is dead by now, and the grant is not
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));
        (await hub.StoredAsync(before.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Theory]
    [InlineData("none", "cut_after_commit", 3480)]
    [InlineData("none", "truncate", 3480)]
    [InlineData("unknown", "cut_after_commit", 303)]
    public async Task F33_F34_without_one_it_is_asked_for_once_and_the_loss_is_told_and_counted(string says, string fault, double retriedAt)
    {
        var (hub, before) = await StartAgedAsync(Setup("none", says: says));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = fault });
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before));
        Assert.Equal(HubHost.Start.AddSeconds(retriedAt), (await hub.StoredAsync(before.Id)).NextAttemptAt);
        (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), await hub.RetryAsync(before));
        var ledger = await hub.Sandbox.GrantLedgerAsync();
        Assert.Equal((1, 1), (ledger.GetProperty("refreshes").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        Assert.Equal(2, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Theory]
    [InlineData("none", "status")]
    [InlineData("none", "cut_before_commit")]
    [InlineData("none", "huge_body")]
    [InlineData("none", "redirect")]
    [InlineData("unknown", "status")]
    [InlineData("predecessor", "html")]
    [InlineData("window", "status")]
    public async Task F30_what_the_platform_had_not_done_after_all_costs_nothing(string leeway, string fault)
    {
        var (hub, before) = await StartAgedAsync(Setup(leeway == "unknown" ? "none" : leeway, leeway is "none" or "unknown" ? 0 : 60, says: leeway));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(fault switch
        {
            "status" => new { kind = fault, status = 502, body = "<html>Bad gateway</html>", content_type = "text/html" },
            "redirect" => (object)new { kind = fault, location = hub.Sandbox.Address + "/token" },
            _ => new { kind = fault },
        });
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync()); // nothing below repeats or follows by itself
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
        await hub.AssertHoldsLiveGrantAsync(before);
        Assert.Equal(0, (await hub.Sandbox.GrantLedgerAsync()).GetProperty("reuses").GetInt32());
    }

    [Theory]
    [InlineData("predecessor", "text/html", "<html>")]
    [InlineData("predecessor", "application/json", """{"error":"server_error"}""")]
    [InlineData("predecessor", "application/json", """{"error":"invalid_grant"}""")]
    public async Task However_the_error_of_a_5xx_is_written_one_token_is_tried_twice_at_most(string leeway, string type, string body)
    {
        var (hub, before) = await StartAgedAsync(Setup(leeway == "unknown" ? "none" : leeway, leeway == "predecessor" ? 60 : 0, says: leeway));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 500, body, content_type = type, count = 50 });
        for (var round = 0; round < 10; round++)
        {
            await hub.RetryAsync(before);
            if ((await hub.StoredAsync(before.Id)).State is NeedsReconnect) break;
        }
        Assert.Equal(2, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Theory]
    [InlineData("none", """{"error":"server_error"}""")]
    [InlineData("unknown", """{"error":"temporarily_unavailable"}""")]
    public async Task A_platform_that_only_fails_is_tried_twice_while_the_token_lives_and_never_costs_the_grant(string leeway, string body)
    {
        var (hub, before) = await StartAgedAsync(Setup("none", 0, says: leeway));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 500, body, content_type = "application/json", count = 50 });
        for (var round = 0; round < 10; round++)
        {
            await hub.RetryAsync(before);
            if (hub.Clock.GetUtcNow() < before.Tokens!.ExpiresAt) Assert.InRange(await hub.Sandbox.RefreshRequestsAsync(), 1, 2);
            Assert.Equal(Degraded, (await hub.StoredAsync(before.Id)).State);
        }
    }

    [Fact]
    public async Task Where_the_window_lets_it_a_token_is_tried_until_the_window_ends_and_never_after()
    {
        var (hub, before) = await StartAgedAsync(Setup("window", 90));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "cut_after_commit", count = 20 });
        var first = hub.Clock.GetUtcNow();
        DateTimeOffset? last = null;
        for (var round = 0; round < 30; round++)
        {
            var requests = await hub.Sandbox.RefreshRequestsAsync();
            await hub.RetryAsync(before);
            if (await hub.Sandbox.RefreshRequestsAsync() == requests) continue;
            if (hub.Clock.GetUtcNow() >= HubHost.Start.AddSeconds(3480)) break; // the last moment, which costs nothing any more
            last = hub.Clock.GetUtcNow();
        }
        Assert.InRange((last!.Value - first).TotalSeconds, 3, 70);
        Assert.True((await hub.Sandbox.GrantLedgerAsync()).GetProperty("refreshes").GetInt32() > 2);
    }

    [Fact]
    public async Task F33_a_predecessor_is_tried_once_more_even_when_that_answer_is_lost_too()
    {
        var (hub, before) = await StartAgedAsync(Setup("predecessor", 60));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "cut_after_commit", count = 2 });
        await hub.RefreshAsync(before);
        await hub.RetryAsync(before);
        Assert.Equal(before.Tokens!.ExpiresAt, (await hub.StoredAsync(before.Id)).NextAttemptAt);
        (await hub.Agent.ReadAsync()).Ok(); // the old access token is served to its end
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), await hub.RetryAsync(before));
        Assert.Equal(2, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Theory]
    [InlineData("cut_after_commit")]
    [InlineData("truncate")]
    public async Task Where_nothing_rotates_it_is_simply_tried_again(string fault)
    {
        var (hub, before) = await StartAgedAsync(Setup(rotates: false));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = fault, count = 3 });
        for (var round = 0; round < 3; round++) Assert.IsType<RefreshOutcome.TryLater>(await hub.RetryAsync(before));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F32_an_answer_after_19_seconds_counts(bool committed)
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 19, committed);
        hub.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Theory]
    [InlineData(true, "window", 60)]
    [InlineData(false, "none", 0)]
    public async Task F32_after_21_seconds_the_outcome_is_unknown(bool committed, string leeway, int seconds)
    {
        var (hub, before) = await StartAgedAsync(Setup(leeway, seconds));
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 21, committed);
        hub.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.IsType<RefreshOutcome.TryLater>(await refresh.WaitAsync(HubHost.Deadline));
        (await hub.StoredAsync(before.Id)).AssertState(Degraded, ConnectionReason.UnknownOutcome, 1);
        Assert.Equal(1, (await hub.StoredAsync(before.Id)).Intent!.Attempt);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Fact]
    public async Task Two_different_faults_in_a_row_count_as_two_tries_and_a_refusal_for_its_rate_as_none()
    {
        var (hub, before) = await StartAgedAsync(Setup("predecessor", 600));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "cut_after_commit" });
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 10 });
        await hub.RefreshAsync(before);
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RetryAsync(before));
        Assert.Equal(1, (await hub.StoredAsync(before.Id)).Intent!.Attempt);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
        await hub.AssertHoldsLiveGrantAsync(before);
    }
}
