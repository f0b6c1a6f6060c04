using System.Globalization;
using System.Text.Json;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Client;

/// <summary>
/// Agents in three languages share a connection whose tokens live ten seconds and die at once when they are renewed. None of their calls
/// fails, none is sent more than twice, and no refresh token is exchanged twice.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class EnduranceTests(ITestOutputHelper output)
{
    /// <summary><c>OAUTHHUB_ENDURANCE=120</c>: so many seconds (docs/testing.md).</summary>
    private static readonly int Seconds = Environment.GetEnvironmentVariable("OAUTHHUB_ENDURANCE") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 25;

    [RequiresToolFact("python3", "npm")]
    public async Task Every_call_of_the_agents_succeeds_with_at_most_one_retry_while_tokens_rotate_and_die()
    {
        await AgentProgram.BuildTypeScriptAsync();
        var (hub, _) = await HubHost.StartConnectedAsync(new HubSetup
        {
            RealTime = true,
            Worker = true,
            Settings =
            {
                ["OAuthHub:Sandbox:AccessTokenSeconds"] = "10",
                ["OAuthHub:Sandbox:RefreshKillsOldAccessToken"] = "true",
                ["OAuthHub:Platforms:sandbox:Refresh:KillsOldAccessToken"] = "true",
            },
        });
        await using var _ = hub;
        var before = await TotalsAsync(hub);
        var (seconds, deadline) = ($"{Seconds}", TimeSpan.FromSeconds(Seconds + 60));
        var python = AgentProgram.RunAsync(hub, AgentProgram.Python, "python3", ["-m", "tests.endurance", seconds], deadline);
        var node = AgentProgram.RunAsync(hub, AgentProgram.TypeScript, "node", ["build/endurance.js", seconds], deadline);
        (string Language, Numbers Numbers)[] agents = [(".NET", await RunHereAsync(hub)), ("Python", Numbers.Read(await python)), ("TypeScript", Numbers.Read(await node))];

        var after = await TotalsAsync(hub);
        foreach (var (language, numbers) in agents)
            output.WriteLine($"{language}: {numbers.Calls} calls, {numbers.Retries} sent once more (at most {numbers.Most} times each), {numbers.Failures.Count} failed");
        var grant = Assert.Single((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray());
        output.WriteLine($"{Seconds} s: {after.Refreshes} refreshes, {after.Reuses} reuses, {after.Api401s} tokens refused, {after.ApiCalls - before.ApiCalls} calls at the platform");

        Assert.All(agents, agent => Assert.Empty(agent.Numbers.Failures));
        Assert.All(agents, agent => Assert.InRange(agent.Numbers.Most, 0, 1));
        Assert.All(agents, agent => Assert.True(agent.Numbers.Calls > Seconds, $"{agent.Language} called {agent.Numbers.Calls} times"));
        Assert.Equal(agents.Sum(agent => agent.Numbers.Retries), after.Api401s);
        Assert.Equal(agents.Sum(agent => agent.Numbers.Calls + agent.Numbers.Retries), after.ApiCalls - before.ApiCalls);
        Assert.InRange(after.Refreshes, Seconds / 10, Seconds / 5); // each token lives at least half of its time
        Assert.Equal((0, 1), (after.Reuses, grant.GetProperty("max_exchanges_of_one_refresh_token").GetInt64()));
    }

    private static async Task<Numbers> RunHereAsync(HubHost hub)
    {
        await using var agent = new DotnetAgent(hub, clients: [("sandbox", null)]);
        using var http = agent.Http("sandbox");
        using var retries = new RetryCounter();
        var (began, me) = (TimeProvider.System.GetTimestamp(), hub.Sandbox.Address + "/api/me");
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoopAsync()));
        var all = calls.SelectMany(one => one).ToList();
        return new Numbers(all.Count, retries.Count, all.Max(call => call.Retries), [.. all.Select(call => call.Failure).OfType<string>()]);

        async Task<List<(int Retries, string? Failure)>> LoopAsync()
        {
            var mine = new List<(int, string?)>();
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(Seconds))
            {
                mine.Add(await CallAsync());
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
            return mine;
        }

        async Task<(int Retries, string? Failure)> CallAsync()
        {
            var apart = retries.CountApart();
            try
            {
                using var reply = await http.GetAsync(me);
                return (apart.Value, reply.IsSuccessStatusCode ? null : $"{reply.StatusCode}");
            }
            catch (HttpRequestException problem)
            {
                return (apart.Value, problem.Message);
            }
        }
    }

    private static async Task<(long Refreshes, long Reuses, long ApiCalls, long Api401s)> TotalsAsync(HubHost hub)
    {
        var totals = (await hub.Sandbox.LedgerAsync()).GetProperty("totals");
        long Of(string name) => totals.GetProperty(name).GetInt64();
        return (Of("refreshes"), Of("reuses"), Of("api_calls"), Of("api_401s"));
    }

    private sealed record Numbers(int Calls, int Retries, int Most, IReadOnlyList<string> Failures)
    {
        /// <summary>What an agent printed at its end.</summary>
        public static Numbers Read(string printed) =>
            JsonSerializer.Deserialize<Numbers>(printed.Split('\n').Single(line => line.StartsWith('{')), JsonSerializerOptions.Web)!;
    }
}
