using System.Net;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Platforms where an exchange ends the access token before it: an agent may hold one that died in its hands.</summary>
public sealed class KilledTokenTests
{
    [Fact]
    public async Task F48_an_agent_whose_token_the_refresh_killed_reads_again_or_reports_it_and_gets_the_new_one()
    {
        var (hub, connection) = await RefreshSteps.StartAgedAsync(RefreshSteps.Setup()
            .With("OAuthHub:Sandbox:RefreshKillsOldAccessToken", "true")
            .With("OAuthHub:Platforms:sandbox:Refresh:KillsOldAccessToken", "true"));
        await using var _ = hub;
        var held = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        (await hub.Sandbox.GetAsync("api/me", held)).Ok();
        await hub.RefreshAsync(connection);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.Sandbox.GetAsync("api/me", held)).Status);

        var again = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        (await hub.Sandbox.GetAsync("api/me", again)).Ok();
        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = SandboxHost.Fingerprint(held) })));
        Assert.All(reports, reply => Assert.Equal(again, reply.Ok().AccessToken));

        var totals = (await hub.Sandbox.LedgerAsync()).GetProperty("totals");
        Assert.Equal((1, 1), (totals.GetProperty("refreshes").GetInt32(), totals.GetProperty("api_401s").GetInt32()));
        await hub.AssertHoldsLiveGrantAsync(connection);
    }
}
