using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>What <c>expires_in</c> may hold: it never costs a token .</summary>
public sealed class TokenAnswerLifetimeTests
{
    private const double Default = 120;
    private const double Year = 365 * 86400;

    public static TheoryData<string, string, double> Odd => new()
    {
        { "A-091", "absent", Default },
        { "A-092", "\"3600\"", 3600 },
        { "A-093", "-1", Default },
        { "A-094", "1e400", Year },
        { "A-094", "99999999999", Year },
        { "A-094", "3600.5", 3600.5 },
        { "A-094", "\"abc\"", Default },
        { "A-094", "null", Default },
        { "A-094", "true", Default },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A091_A092_A093_A094_an_odd_lifetime_never_costs_a_token_during_a_login(string id, string value, double seconds)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value });
        var connection = await hub.ConnectAsync();
        await AssertLifeAsync(hub, id, connection, 1, seconds);
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A091_A092_A093_A094_an_odd_lifetime_never_costs_a_token_during_a_refresh(string id, string value, double seconds)
    {
        var (hub, before) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value });
        var reply = (await hub.Agent.RefreshAsync()).Ok();
        var stored = await hub.StoredAsync(before.Id);
        Assert.NotEqual(before.Access(), reply.AccessToken);
        Assert.NotEqual(before.Refresh(), stored.Refresh());
        await AssertLifeAsync(hub, id, stored, 2, seconds);
        await hub.AssertNoneLoggedAsync(before.Access(), before.Refresh());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    public async Task A093_a_token_that_has_ended_on_arrival_is_stored_and_refreshed_at_once_after_a_login(string value)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value });
        var connection = await hub.ConnectAsync();
        Assert.Equal((ConnectionState.Active, HubHost.Start), (connection.State, connection.Tokens!.ExpiresAt));
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.NotEqual(connection.Access(), reply.AccessToken);
        Assert.Equal(2, (await hub.StoredAsync(connection.Id)).TokenGeneration);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    public async Task A093_a_token_that_has_ended_on_arrival_is_stored_and_never_served_after_a_refresh(string value)
    {
        var (hub, before) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value });
        var reply = await hub.Agent.RefreshAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (reply.Status, reply.Code));
        Assert.NotNull(reply.Headers.RetryAfter);
        var stored = await hub.StoredAsync(before.Id);
        Assert.Equal(2, stored.TokenGeneration);
        Assert.NotEqual(before.Refresh(), stored.Refresh());
        Assert.DoesNotContain(stored.Access(), reply.Body, StringComparison.Ordinal);

        // One more try is made at once, and it brings a token that lives.
        var next = (await hub.Agent.ReadAsync()).Ok();
        Assert.NotEqual(stored.Access(), next.AccessToken);
        Assert.Equal(3, (await hub.StoredAsync(before.Id)).TokenGeneration);
        await hub.AssertNoneLoggedAsync(before.Access(), stored.Access(), stored.Refresh());
    }

    [Fact]
    public async Task A093_a_platform_whose_tokens_always_have_ended_is_not_asked_again_and_again()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = "0", count = 1000 });
        for (var read = 0; read < 20; read++)
        {
            var reply = await hub.Agent.ReadAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (reply.Status, reply.Code));
        }
        // The first one, and one immediate refresh; then a pause.
        Assert.Equal(2, await hub.Sandbox.TotalAsync("refreshes"));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Degraded, 3), (stored.State, stored.TokenGeneration));
        Assert.True(stored.NextAttemptAt > hub.Clock.GetUtcNow());
        Assert.Equal(stored.NextAttemptAt, stored.DueAt);

        // The pauses grow, and when the platform has come to its senses all is well.
        for (var round = 0; round < 4; round++)
        {
            hub.Clock.Advance((await hub.StoredAsync(connection.Id)).NextAttemptAt!.Value - hub.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(1));
            await hub.Agent.ReadAsync();
        }
        Assert.Equal(5, (await hub.StoredAsync(connection.Id)).FailedAttempts);
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        using (await hub.Sandbox.Http.DeleteAsync("faults")) (await hub.Agent.ReadAsync()).Ok();
        stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Active, 0), (stored.State, stored.FailedAttempts));
        Assert.Equal(0, await hub.Sandbox.TotalAsync("reuses"));
    }

    private static async Task AssertLifeAsync(HubHost hub, string id, Connection stored, long generation, double seconds)
    {
        Assert.Equal((ConnectionState.Active, generation), (stored.State, stored.TokenGeneration));
        Assert.True(stored.Tokens!.IssuedAt.AddSeconds(seconds) == stored.Tokens.ExpiresAt, $"{id}: {stored.Tokens.ExpiresAt - stored.Tokens.IssuedAt}");
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(stored.Access(), reply.AccessToken);
        Assert.Equal((long)seconds, reply.Json.GetProperty("expires_in").GetInt64());
    }
}
