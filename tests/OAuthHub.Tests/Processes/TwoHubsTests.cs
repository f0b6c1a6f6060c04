using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Processes;

/// <summary>Two hubs on one data folder, without Redis: nobody planned it so, but a rolling restart does it. The vault alone keeps them apart.</summary>
[Collection(ProcessCollection.Name)]
public sealed class TwoHubsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan For = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_hubs_on_one_folder_never_spend_a_refresh_token_twice_and_an_agent_of_both_sees_only_live_tokens()
    {
        using var folder = new TemporaryFolder();
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 5);
        await using var one = await HubProcess.StartAsync(folder, sandbox.Address);
        var people = new Population(sandbox, one.Browser);
        var accounts = await people.ConnectAsync(20);
        await using var other = await one.StartAnotherAsync();

        using var ofOne = one.NewAgent();
        using var ofOther = other.NewAgent();
        await using var loop = new AgentLoop([ofOne, ofOther], sandbox, accounts, TimeSpan.FromMilliseconds(20));
        await Task.Delay(For, TimeProvider.System);
        await loop.StopAsync();
        Assert.Equal(0, await other.TerminateAsync());
        await people.RestAsync(after: TimeProvider.System.GetUtcNow());
        Assert.Equal(0, await one.TerminateAsync());

        var totals = (await people.AssertAgreementAsync(folder)).GetProperty("totals");
        output.WriteLine($"{loop.Tokens} tokens read, {loop.WithoutToken} reads without one, {loop.Ended} ended on their way, {totals.GetProperty("refreshes")} refreshes");
        Assert.Empty(people.Lost);
        Assert.Equal((0, 0), (totals.GetProperty("reuses").GetInt32(), totals.GetProperty("families_revoked").GetInt32()));
        Assert.Equal((0, loop.Ended), (loop.Refused, totals.GetProperty("api_401s").GetInt32()));
        Assert.Equal(0, loop.WithoutToken);
        // Tokens of 5 s are renewed after 3.75 s at the latest sight; each life costs one exchange, whichever hub makes it.
        Assert.InRange(totals.GetProperty("refreshes").GetInt32(), accounts.Count * 3, accounts.Count * 12);
    }
}
