using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Grants that end however often their tokens are renewed. Access tokens live an hour.</summary>
public sealed class GrantEndTests
{
    private const string Says = "OAuthHub:Platforms:sandbox:";

    [Fact]
    public async Task The_person_is_told_once_ahead_and_the_tokens_are_renewed_all_the_same()
    {
        await using var hub = await HubHost.StartAsync(Setup().With(Says + "Refresh:AbsoluteSeconds", "864000"));
        var connection = await hub.ConnectAsync();
        Assert.Equal(HubHost.Start.AddDays(10), connection.GrantEndsAt);
        await hub.SweepAsync(TimeSpan.FromDays(8));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);

        await hub.SweepAsync(TimeSpan.FromDays(1));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, ConnectionReason.EndsSoon, 3);
        await hub.SweepAsync(TimeSpan.FromHours(1));
        var warned = await hub.StoredAsync(connection.Id);
        warned.AssertState(Active, ConnectionReason.EndsSoon, 4);
        Assert.Single(warned.History, line => line.Text.Contains("2030-01-11 12:00:00Z", StringComparison.Ordinal));
        Assert.Single(hub.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("cannot be prolonged", StringComparison.Ordinal));

        // Whoever looks sees it.
        await hub.Browser.SignInAsync();
        var detail = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Ok().Json;
        var listed = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items")[0];
        foreach (var view in new[] { detail, listed, (await hub.Agent.ReadAsync()).Ok().Json }) Assert.Equal(HubHost.Start.AddDays(10), view.GetProperty("grant_ends_at").GetDateTimeOffset());
        Assert.Equal(("active", "ends_soon"), (detail.GetProperty("state").GetString(), detail.GetProperty("reason").GetString()));
        Assert.Contains("Reconnect", detail.GetProperty("reason_text").GetString(), StringComparison.Ordinal);

        // Signing in again begins anew.
        var again = await hub.ConnectAsync();
        again.AssertState(Active, null, 5);
        Assert.Equal((hub.Clock.GetUtcNow().AddDays(10), null), (again.GrantEndsAt, again.EndsSoonSince));
    }

    [Fact]
    public async Task Telling_asks_the_platform_nothing()
    {
        await using var hub = await HubHost.StartAsync(WithoutExpiry().With(Says + "Refresh:AbsoluteSeconds", "864000"));
        var connection = await hub.ConnectAsync();
        Assert.Equal(HubHost.Start.AddDays(9), connection.DueAt);
        var told = new List<HubChange>();
        using var _ = hub.Get<IChangeEvents>().Subscribe(told.Add);
        await hub.SweepAsync(TimeSpan.FromDays(9));
        await UntilAsync(() => told.Count > 0, "the warning");
        var warned = await hub.StoredAsync(connection.Id);
        warned.AssertState(Active, ConnectionReason.EndsSoon, 1);
        Assert.Null(warned.DueAt);
        await hub.SweepAsync(TimeSpan.FromDays(2));
        Assert.Equal("state", Assert.Single(told).What);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        (await hub.Agent.ReadAsync()).Ok(); // past the date, and yet the platform has not said a word
    }

    [Fact]
    public async Task Past_its_end_the_platform_is_asked_while_the_access_token_lives_and_not_when_it_is_dead()
    {
        await using var hub = await HubHost.StartAsync(Setup().With(Says + "Refresh:AbsoluteSeconds", "864000"));
        var connection = await hub.ConnectAsync();
        await hub.SweepAsync(TimeSpan.FromDays(10) - TimeSpan.FromMinutes(10));
        await hub.SweepAsync(TimeSpan.FromMinutes(50));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, ConnectionReason.EndsSoon, 3);
        var sent = await hub.Sandbox.RefreshRequestsAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1));
        var over = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect", "expired_absolute"), (over.Status, over.Code, over.Json.GetProperty("reason").GetString()));
        (await hub.StoredAsync(connection.Id)).AssertState(NeedsReconnect, ConnectionReason.ExpiredAbsolute, 3);
        Assert.Equal(sent, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task A_platform_that_is_away_at_the_end_is_not_waited_for()
    {
        await using var hub = await HubHost.StartAsync(Setup(rotates: false).With(Says + "Refresh:AbsoluteSeconds", "7200"));
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1.5));
        await hub.RefreshAsync(connection);
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 503, count = 9 });
        hub.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection));
        var failing = await hub.StoredAsync(connection.Id);
        failing.AssertState(Degraded, ConnectionReason.EndsSoon, 2);
        hub.Clock.Advance(failing.Tokens!.ExpiresAt!.Value - hub.Clock.GetUtcNow());
        Assert.Equal("expired_absolute", (await hub.Agent.ReadAsync()).Json.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_newest_answer_says_when_the_grant_ends_and_years_are_not_cut()
    {
        await using var hub = await HubHost.StartAsync(Setup().With(Says + "Token:Response:GrantExpiresIn:0", "hard_end"));
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"access_token":"a1","refresh_token":"r1","expires_in":3600,"hard_end":157680000}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"u1","name":"Ada"}""" });
        var connection = await hub.ConnectAsync();
        Assert.Equal(HubHost.Start.AddSeconds(157_680_000), connection.GrantEndsAt);

        foreach (var (body, end) in new[]
        {
            ("""{"access_token":"a2","refresh_token":"r2","expires_in":3600,"hard_end":"7200"}""", HubHost.Start.AddHours(1).AddSeconds(7200)),
            ("""{"access_token":"a3","refresh_token":"r3","expires_in":3600}""", HubHost.Start.AddHours(1).AddSeconds(7200)),
        })
        {
            hub.Clock.Advance(TimeSpan.FromHours(1));
            await hub.Sandbox.FaultAsync(new { kind = "raw", body });
            Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
            Assert.Equal(end, (await hub.StoredAsync(connection.Id)).GrantEndsAt);
        }
    }

    [Theory]
    [InlineData("static", 30)]
    [InlineData("rotates", null)] // each refresh brings another, which ends later
    public async Task A_refresh_tokens_own_end_is_the_grants_where_refreshing_does_not_move_it(string rotation, int? days)
    {
        await using var hub = await HubHost.StartAsync(Setup(rotates: false).With(Says + "Refresh:Rotation", rotation));
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"access_token":"a1","refresh_token":"r1","expires_in":3600,"refresh_token_expires_in":2592000}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"u1","name":"Ada"}""" });
        var connection = await hub.ConnectAsync();
        DateTimeOffset? end = days is { } some ? HubHost.Start.AddDays(some) : null;
        Assert.Equal(end, connection.GrantEndsAt);
        hub.Clock.Advance(TimeSpan.FromDays(29.9));
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"access_token":"a2","expires_in":3600}""" });
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        var refreshed = await hub.StoredAsync(connection.Id);
        Assert.Equal(end, refreshed.GrantEndsAt);
        // Near that end it is renewed no more often than its access tokens ask for.
        if (end is not null) Assert.True(refreshed.DueAt > hub.Clock.GetUtcNow().AddMinutes(40));
    }

    [Theory]
    [InlineData(3600, 3240)]
    [InlineData(60 * 86_400, 54 * 86_400)]
    [InlineData(200 * 86_400, 193 * 86_400)]
    public void The_person_is_told_with_a_tenth_of_the_time_left_at_most_a_week(long seconds, long toldAt)
    {
        var rules = new RefreshRules { AbsoluteSeconds = seconds };
        Assert.Equal(Samples.At(toldAt), GrantEnd.TellAt(Samples.Connection(), rules));
        Assert.Null(GrantEnd.TellAt(Samples.Connection(), new RefreshRules()));
    }

    [Fact]
    public void A_record_of_before_is_read_without_an_end()
    {
        var json = JsonNode.Parse(ConnectionCodec.Write(Samples.Connection() with { GrantEndsAt = Samples.Now, EndsSoonSince = Samples.Now, LearnedLife = TimeSpan.FromHours(2) }))!.AsObject();
        Assert.Equal(TimeSpan.FromHours(2), ConnectionCodec.Read(Encoding.UTF8.GetBytes(json.ToJsonString())).LearnedLife);
        foreach (var name in (string[])["grant_ends_at", "ends_soon_since", "learned_life"]) Assert.True(json.Remove(name), name);
        var read = ConnectionCodec.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.Equal((null, null, null), (read.GrantEndsAt, read.EndsSoonSince, read.LearnedLife));
    }

    /// <summary>A platform that never says how long its access tokens live, and whose entry does not either.</summary>
    internal static HubSetup WithoutExpiry() => Setup().With(Says + "Token:Response:ExpiresIn:0", "not_sent").With(Says + "Token:DefaultLifetimeSeconds", "");
}
