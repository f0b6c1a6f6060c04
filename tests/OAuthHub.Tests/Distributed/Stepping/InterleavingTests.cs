using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>
/// Two hubs on one vault and one Redis refresh the same connection, in every order of their steps with at most two forced switches, with each
/// fault at each point. The ledger of the practice platform, which forgives nothing, is the referee.
/// </summary>
public sealed class InterleavingTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    [RedisTheory]
    [InlineData("none", false)]
    [InlineData("none", true)] // an intent whose time is over is tried again at once: whoever was paused must not send after all
    [InlineData("window", false)]
    public async Task In_every_order_of_two_refreshers_and_one_fault_no_token_is_spent_twice_and_no_grant_is_lost(string leeway, bool killsOld)
    {
        await using var pair = await SteppedPair.StartAsync(redis.Server, leeway, killsOld);
        var began = TimeProvider.System.GetTimestamp();
        var runs = 0;
        foreach (var fault in StepFault.All)
        {
            var schedules = new Schedules();
            while (schedules.Next())
            {
                runs++;
                var connection = await pair.SeedAsync();
                var outcomes = await pair.RunAsync(schedules, connection, fault);
                // Tried once where the old access token died anyway: that try may end the grant, and is admitted.
                if (killsOld && (pair.IsAnswerLost || pair.IsIntentOver)) continue;
                await JudgeAsync(pair, connection, fault, leeway, outcomes);
            }
            output.WriteLine($"{fault}: {schedules.Count - 1} orders");
        }
        output.WriteLine($"{runs} runs in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static async Task JudgeAsync(SteppedPair pair, Connection connection, StepFault fault, string leeway, RefreshOutcome[] outcomes)
    {
        var story = $"{fault}: {pair.Stepper} -> {string.Join(", ", outcomes.Select(outcome => outcome.Word))}";
        var ledger = await LedgerAsync(pair, connection);
        Assert.False(ledger.GetProperty("revoked").GetBoolean(), story);
        Assert.True(ledger.GetProperty("reuses").GetInt32() == 0, story);
        Assert.True(ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32() <= (leeway is "none" ? 1 : 2), story);

        var stored = await pair.Hubs[1].StoredAsync(connection.Id);
        if (!IsCurrent(stored, ledger))
        {
            // The answer to the only exchange is lost: where there is no leeway that is the admitted window, elsewhere the next try gets it.
            Assert.True(pair.IsAnswerLost, "The vault holds a token that is spent. " + story);
            if (leeway is "window") await SettleAsync(pair, connection, story);
            return;
        }
        // Whoever ended without tokens is told to come again, and finds them or gets them then.
        Assert.True(outcomes.All(outcome => outcome is RefreshOutcome.Refreshed or RefreshOutcome.Fresh or RefreshOutcome.TryLater), story);
        Assert.True(fault is not StepFault.LeaseGone || ledger.GetProperty("refreshes").GetInt32() <= 1, story); // where nobody is paused, nobody asks anew
        // A holder that hears in time that its lease is gone lets the refresh go; without a fault nobody does.
        if (fault is not StepFault.Nothing) return;
        Assert.True(stored is { TokenGeneration: 2, Intent: null, State: ConnectionState.Active }, $"{stored} {story}");
        Assert.True(outcomes.All(outcome => outcome is RefreshOutcome.Refreshed or RefreshOutcome.Fresh), story);
    }

    private static async Task SettleAsync(SteppedPair pair, Connection connection, string story)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            pair.Hubs.Advance(TimeSpan.FromSeconds(45)); // intents and pauses are over, the window is not
            if (await pair.Hubs[1].RefreshAsync(connection) is not RefreshOutcome.Refreshed(var now)) continue;
            Assert.True(IsCurrent(await pair.Hubs[1].StoredAsync(now.Id), await LedgerAsync(pair, connection)), "Even after another try. " + story);
            return;
        }
        Assert.Fail("It is not refreshed any more. " + story);
    }

    /// <summary>The vault holds the refresh token that the platform gave last.</summary>
    private static bool IsCurrent(Connection stored, JsonElement ledger) =>
        ledger.GetProperty("current_refresh_token_sha256").GetString() == stored.Tokens!.RefreshToken!.Fingerprint().ToString();

    private static async Task<JsonElement> LedgerAsync(SteppedPair pair, Connection connection) =>
        Assert.Single((await pair.Hubs.Sandbox.LedgerAsync($"?account={connection.Account.Id}")).GetProperty("grants").EnumerateArray());
}
