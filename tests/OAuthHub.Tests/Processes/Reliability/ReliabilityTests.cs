using System.Globalization;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>
/// Two APIs, two workers and a Redis under load, at a platform that forgives nothing, while one after the other is killed, stopped, flushed.
/// Afterwards vault and platform agree, and no agent was ever given a dead token. The long form's numbers are in docs/reliability.md.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class ReliabilityTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(15);

    /// <summary><c>OAUTHHUB_RELIABILITY=120</c>: so many seconds of the long form (docs/testing.md).</summary>
    private static readonly int Seconds = Number("OAUTHHUB_RELIABILITY", 0);

    private static readonly int Accounts = Number("OAUTHHUB_ACCOUNTS", Seconds > 0 ? 500 : 100);
    private static readonly int ReadsPerSecond = Number("OAUTHHUB_READS", Seconds > 0 ? 200 : 60);

    [RedisFact]
    public async Task Whatever_of_two_apis_two_workers_and_redis_is_hit_vault_and_platform_agree_and_no_agent_gets_a_dead_token()
    {
        var moments = new SeededMoments();
        var length = TimeSpan.FromSeconds(Seconds > 0 ? Seconds : 30);
        Say($"OAUTHHUB_SEED={moments.Seed} OAUTHHUB_RELIABILITY={Seconds}: {Accounts} connections, {ReadsPerSecond} reads/s, {length.TotalSeconds:0} s");
        using var folder = new TemporaryFolder();
        await using var sandbox = await Population.StartSandboxAsync((int)TokenLife.TotalSeconds);
        var timeline = new Timeline();
        await using var fleet = await Fleet.StartAsync(folder, sandbox, timeline, moments);
        Say($"{timeline.Second(timeline.Now)} s: two APIs and two workers have started at once on an empty folder");
        try
        {
            var accounts = await Population.ConnectAsync(Accounts, [.. fleet.Apis.Select(api => api.Process.Address)]);
            Say($"{timeline.Second(timeline.Now)} s: {accounts.Count} accounts are connected");
            var quiet = accounts.Where((_, number) => number % 10 == 9).ToHashSet(StringComparer.Ordinal); // nobody reads these: they are the workers' alone

            await using var readers = new Readers(fleet.Apis, sandbox, [.. accounts.Where(account => !quiet.Contains(account))], ReadsPerSecond);
            Say($"{timeline.Second(timeline.Now)} s: the first hit comes in a moment");
            await fleet.PlayAsync(HitPlan.Make(length, moments));
            Say($"{timeline.Second(timeline.Now)} s: the last hit is over");
            await readers.StopAsync();
            var people = new Population(sandbox, fleet.Apis[0].Process.Browser);
            await people.RestAsync(after: timeline.Now, pause: TimeSpan.FromSeconds(1));
            Say($"{timeline.Second(timeline.Now)} s: all connections have been refreshed since");
            foreach (var member in fleet.Members) member.AssertStillRuns();
            await fleet.StopAsync();

            var lost = people.Lost.Select(one => one.Account).ToHashSet(StringComparer.Ordinal);
            var (grants, reads) = (new GrantReport(sandbox, timeline, TokenLife), new ReadReport(readers, timeline, lost));
            string[] report =
            [
                .. timeline.Lines(), .. timeline.Hits.GroupBy(hit => $"{hit.Target} {hit.What}").OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Count()} × {kind.Key}"),
                .. grants.Lines(quiet), .. reads.Lines(), .. TakeOvers.Lines(fleet, timeline), .. timeline.Faults.Select(fault => "FAULT " + fault),
            ];
            foreach (var line in report) Say(line);

            await grants.AssertAgreementAsync(folder, people.Lost, Accounts);
            Assert.All(grants.ExplainLosses(), loss => Assert.True(loss.IsExplained, loss.Line));
            Assert.Empty(reads.Expired);
            Assert.Empty(reads.Refused);
            Assert.Empty(reads.Wrong);
            Assert.Empty(timeline.Faults);
        }
        finally
        {
            KeepLogs(fleet);
        }
    }

    private void Say(string line) => output.WriteLine(line);

    /// <summary>What the processes printed, where <c>OAUTHHUB_LOGS</c> says.</summary>
    private static void KeepLogs(Fleet fleet)
    {
        if (Environment.GetEnvironmentVariable("OAUTHHUB_LOGS") is not { Length: > 0 } path) return;
        foreach (var member in fleet.Members) File.WriteAllText(Path.Combine(path, member.Name + ".log"), member.Process.Output);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
