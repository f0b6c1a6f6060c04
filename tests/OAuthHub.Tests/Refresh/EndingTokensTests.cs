using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Tokens that nothing can renew, since the platform gave no refresh token.</summary>
public sealed class EndingTokensTests
{
    [Fact]
    public async Task F40_a_token_without_end_is_served_until_the_platform_refuses_it()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.GitHub(("Token:Response:RefreshToken:0", "not_sent"), ("Token:Response:ExpiresIn:0", "not_sent")));
        var connection = await hub.ConnectAsync("github");
        Assert.Null(connection.Tokens!.ExpiresAt);
        Assert.Null(connection.DueAt);
        await hub.SweepAsync(TimeSpan.FromDays(400));
        var token = (await hub.Agent.ReadAsync("github")).Ok().AccessToken;
        Assert.Equal(connection.Tokens.AccessToken.RevealSecret(), token);
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 1);

        Assert.Equal(401, (int)(await hub.Sandbox.GetAsync("api/me", token)).Status); // the practice platform's own clock has ended it
        var refused = await hub.Agent.RefreshAsync("github", new { rejected_token_sha256 = SandboxHost.Fingerprint(token) });
        Assert.Equal(("needs_reconnect", "no_refresh_token"), (refused.Code, refused.Json.GetProperty("reason").GetString()));
        (await hub.StoredAsync(connection.Id)).AssertState(NeedsReconnect, ConnectionReason.NoRefreshToken, 1);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Theory]
    [InlineData(3600, 3240)]
    [InlineData(60 * 86_400, 54 * 86_400)]
    [InlineData(200 * 86_400, 193 * 86_400)]
    public async Task F41_the_person_is_told_before_a_token_ends_that_nothing_can_renew(int life, int warnedAt)
    {
        await using var hub = await StartAsync(life);
        var connection = await hub.ConnectAsync();
        var told = new List<HubChange>();
        using var _ = hub.Get<IChangeEvents>().Subscribe(change =>
        {
            if (change.Subject is "connection") told.Add(change);
        });

        await hub.SweepAsync(TimeSpan.FromSeconds(warnedAt - 2));
        Assert.Empty(told);
        Assert.Null((await hub.StoredAsync(connection.Id)).Reason);
        await hub.SweepAsync(TimeSpan.FromSeconds(2));
        await UntilAsync(() => told.Count > 0, "the warning");
        Assert.Equal(("state", connection.Id), (told[0].What, told[0].Id));
        var warned = await hub.StoredAsync(connection.Id);
        warned.AssertState(Active, ConnectionReason.EndsSoon, 1);
        Assert.Equal(connection.Tokens!.ExpiresAt, warned.DueAt);
        Assert.Contains("ends at", warned.History[^1].Text, StringComparison.Ordinal);
        Assert.Contains(hub.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("cannot be renewed", StringComparison.Ordinal));

        // Whoever looks sees it, and the token is served all the same.
        await hub.Browser.SignInAsync();
        var view = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Ok().Json;
        Assert.Equal(("active", "ends_soon"), (view.GetProperty("state").GetString(), view.GetProperty("reason").GetString()));
        Assert.Contains("Reconnect", view.GetProperty("reason_text").GetString(), StringComparison.Ordinal);
        Assert.Equal("ends_soon", (await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items")[0].GetProperty("reason").GetString());
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();

        // Once is enough, and at its end it needs the person.
        await hub.SweepAsync(TimeSpan.FromSeconds(1));
        Assert.Single(told);
        await hub.SweepAsync(connection.Tokens.ExpiresAt!.Value - hub.Clock.GetUtcNow());
        await UntilAsync(() => hub.Connections.Index.Find(connection.Id)!.State is NeedsReconnect, "the end");
        (await hub.StoredAsync(connection.Id)).AssertState(NeedsReconnect, ConnectionReason.NoRefreshToken, 1);
        Assert.Equal("no_refresh_token", (await hub.Agent.ReadAsync()).Json.GetProperty("reason").GetString());
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task F41_signed_in_again_the_warning_is_gone()
    {
        await using var hub = await StartAsync(3600);
        var connection = await hub.ConnectAsync();
        await hub.SweepAsync(TimeSpan.FromSeconds(3300));
        await UntilAsync(() => hub.Connections.Index.Find(connection.Id)!.Reason is ConnectionReason.EndsSoon, "the warning");
        await hub.ConnectAsync();
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(connection, grant: 1);
    }

    [Fact]
    public async Task Released_from_quarantine_it_is_served_to_its_end()
    {
        await using var hub = await StartAsync(3600);
        var connection = await hub.ConnectAsync();
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        await hub.Connections.SaveAsync(RefreshTransition.Doubt(stored.Connection, ConnectionReason.Restored, HubHost.Start), stored.Generation, "state", CancellationToken.None);
        Assert.True(await hub.Get<Releasing>().ReleaseAsync(connection.Id, CancellationToken.None));
        await hub.SweepAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(() => hub.Connections.Index.Find(connection.Id)!.State is not Degraded, "the look at it");
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 1);
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();
    }

    private static async Task<HubHost> StartAsync(int life)
    {
        var hub = await HubHost.StartAsync(Setup().With("OAuthHub:Sandbox:AccessTokenSeconds", $"{life}"));
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token" });
        return hub;
    }
}
