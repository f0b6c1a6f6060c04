using System.Globalization;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Processes;

/// <summary>
/// kill -9 at random moments, under load, against a platform that forgives nothing. What may be lost is what the platform had
/// given out and the hub had not yet on its disk; everything else must be there after the next start.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Accounts = 20;

    /// <summary>Five in the everyday run; <c>OAUTHHUB_KILLS=200</c> for the long form (docs/testing.md).</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("OAUTHHUB_KILLS") is { Length: > 0 } text ? text : "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A252_killing_the_hub_again_and_again_loses_no_grant_but_those_whose_answer_was_under_way()
    {
        var moments = new SeededMoments();
        output.WriteLine($"OAUTHHUB_SEED={moments.Seed} OAUTHHUB_KILLS={Kills}");
        using var folder = new TemporaryFolder();
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 5);
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        var people = new Population(sandbox, hub.Browser);
        var accounts = await people.ConnectAsync(Accounts);

        using var agent = hub.NewAgent();
        await using var loop = new AgentLoop([agent], sandbox, accounts, TimeSpan.FromMilliseconds(20));
        var began = TimeProvider.System.GetTimestamp();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await KillAtARandomMomentAsync(hub, sandbox, moments);
            hub.Launch();
            if (moments.Below(6) == 0) continue; // killed again while it starts
            await hub.WaitUntilReadyAsync();
            await people.ReconnectLostAsync();
        }
        await hub.WaitUntilReadyAsync();
        await people.RestAsync(after: TimeProvider.System.GetUtcNow());
        await loop.StopAsync();
        Assert.Equal(0, await hub.TerminateAsync());

        var ledger = await people.AssertAgreementAsync(folder);
        var totals = ledger.GetProperty("totals");
        var revoked = ledger.GetProperty("grants").EnumerateArray().Where(grant => grant.GetProperty("revoked").GetBoolean()).ToList();
        output.WriteLine($"{Kills} kills in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s, {totals.GetProperty("refreshes")} refreshes, {loop.Tokens} tokens read, {loop.WithoutToken} reads without one, {loop.Refused} tokens refused by the platform");
        output.WriteLine($"{people.Lost.Count} grants lost in the window, {totals.GetProperty("reuses")} reuses at the platform; {Accounts} of {Accounts} connections agree with the platform");
        Assert.All(people.Lost, lost => Assert.Equal("rotation_lost", lost.Reason));
        Assert.All(revoked, grant => Assert.Equal("refresh_token_reuse", Population.Text(grant, "revoked_reason")));
        Assert.Equal(people.Lost.Select(lost => lost.Account).Order(StringComparer.Ordinal), revoked.Select(grant => Population.Text(grant, "account")!).Order(StringComparer.Ordinal));
        Assert.Equal(people.Lost.Count, totals.GetProperty("reuses").GetInt32());
        Assert.InRange(totals.GetProperty("refreshes").GetInt32(), Accounts, int.MaxValue);
    }

    /// <summary>
    /// Anywhere in the first seconds of its life. In half of the rounds some answers are held back and the kill comes while one is under
    /// way: spent at the platform already, or not yet.
    /// </summary>
    private static async Task KillAtARandomMomentAsync(HubProcess hub, SandboxHost sandbox, SeededMoments moments)
    {
        await Task.Delay(moments.Between(0, 4), TimeProvider.System);
        var held = moments.Below(4);
        if (held < 2)
        {
            var requests = await sandbox.TotalAsync("token_requests");
            await sandbox.FaultAsync(new { kind = "delay", seconds = 0.3, after_commit = held == 0, count = 2 });
            await Waiting.UntilAsync(async () => await sandbox.TotalAsync("token_requests") > requests);
            await Task.Delay(moments.Between(0, 0.4), TimeProvider.System);
        }
        await hub.KillAsync();
        using var cleared = await sandbox.Http.DeleteAsync("faults");
    }
}
