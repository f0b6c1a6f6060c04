using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Refresh tokens that die when they are not used for ten days.</summary>
public sealed class IdleLimitTests
{
    private const string Limit = "OAuthHub:Platforms:sandbox:Refresh:IdleSeconds";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_keep_alive_runs_at_half_of_it_where_the_access_token_outlives_it_or_never_ends(bool endless)
    {
        var setup = endless ? GrantEndTests.WithoutExpiry() : Setup().With("OAuthHub:Sandbox:AccessTokenSeconds", $"{60 * 86_400}");
        await using var hub = await HubHost.StartAsync(setup.With(Limit, "864000"));
        var connection = await hub.ConnectAsync();
        Assert.Equal(endless, connection.Tokens!.ExpiresAt is null);
        await hub.SweepAsync(TimeSpan.FromDays(4.9));
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        for (var round = 1; round <= 3; round++)
        {
            await hub.SweepAsync(TimeSpan.FromDays(5));
            Assert.Equal(round, await hub.Sandbox.RefreshRequestsAsync());
        }
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F50_a_hub_that_was_off_for_longer_asks_at_once_and_believes_the_platform(bool isRefused)
    {
        using var folder = new TemporaryFolder();
        await using var platform = await Sandbox.SandboxHost.StartAsync(("AutoApprove", "true"));
        var setup = GrantEndTests.WithoutExpiry().With(Limit, "864000") with { Folder = folder, SandboxAddress = platform.Address };
        Connection connection;
        await using (var hub = await HubHost.StartAsync(setup)) connection = await hub.ConnectAsync();

        await using var later = await HubHost.StartAsync(setup);
        if (isRefused) await later.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant" });
        await later.SweepAsync(TimeSpan.FromDays(20));
        var after = await later.StoredAsync(connection.Id);
        if (isRefused) after.AssertState(NeedsReconnect, ConnectionReason.ExpiredIdle, 1);
        else after.AssertState(Active, null, 2);
    }
}
