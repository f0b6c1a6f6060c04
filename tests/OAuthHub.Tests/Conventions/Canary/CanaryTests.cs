using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.LocalJournal;
using OAuthHub.Tests.Webhooks;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Conventions.Canary;

/// <summary>A run of everything with known secrets, at Trace: none of them is anywhere but where it belongs.</summary>
public sealed partial class CanaryTests(ITestOutputHelper output)
{
    private static readonly string[] Kinds =
    [
        "client secret", "access token", "refresh token", "code", "verifier", "state", "agent key", "bootstrap key", "session", "flow cookie", "sign-in token", "master key", "connect link", "session of a link", "webhook secret",
        "id token", "token of the issuer", "token in the journal",
    ];

    [Fact]
    public async Task A245_no_secret_of_a_whole_run_is_in_logs_traces_metrics_answers_redis_or_files()
    {
        var canaries = new Canaries();
        using var listening = new Listening();
        using var folder = new TemporaryFolder();
        await using var issuer = await FakeIssuer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var redis = RedisServer.Missing is null ? await RedisServer.StartAsync() : null;
        var verifiers = new ConcurrentQueue<CodeVerifier>();
        await using (var hub = await HubHost.StartAsync(Setup(folder, issuer, receiver, redis, verifiers)))
        {
            listening.PersonsOwn = hub.Address + "/connect/";
            canaries.Mark("bootstrap key", hub.Agent.Key);
            canaries.Mark("sign-in token", HubHost.SignInToken);
            canaries.Mark("client secret", CanaryRun.ClientSecret);
            canaries.Mark("master key", (await File.ReadAllTextAsync(folder.File("master.key"))).Trim());
            await new CanaryRun(hub, issuer, canaries, LookAtFilesAsync).RunAsync();
            foreach (var verifier in verifiers) canaries.Mark("verifier", verifier.RevealSecret());
            Assert.True(hub.Logs.Lines.Count > 200, $"only {hub.Logs.Lines.Count} entries were logged at Trace");
            canaries.Look("the log", hub.Logs.All);
        }
        await LookAtFilesAsync("after the end");
        canaries.Look("traces", listening.Traces);
        canaries.Look("metrics", listening.Metrics);
        if (File.Exists("/proc/self/environ")) canaries.Look("the environment that a child would get", await File.ReadAllBytesAsync("/proc/self/environ"));

        var hits = canaries.Hits();
        output.WriteLine($"{canaries.Count} secrets of {canaries.Kinds.Count} kinds, {canaries.Scanned} bytes scanned, {hits.Count} hits{(redis is null ? ", without Redis" : "")}");
        Assert.Empty(hits);
        Assert.Equal(Kinds.Order(StringComparer.Ordinal), canaries.Kinds.Order(StringComparer.Ordinal)); // each was there to be found
        Assert.True(canaries.Scanned > 500_000 && listening.Traces.Length > 1000 && listening.Metrics.Length > 1000);

        async Task LookAtFilesAsync(string when)
        {
            if (when.Contains("journal", StringComparison.Ordinal)) Assert.True(JournalPeek.HoldsSomething(folder.File("journal")));
            foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("agent.key" or "master.key")))
            {
                canaries.Look($"{Path.GetRelativePath(folder.Path, path)} {when}", path.EndsWith(".journal", StringComparison.Ordinal) ? JournalPeek.Read(path) : await File.ReadAllBytesAsync(path));
                canaries.Look("a name of a file", path);
            }
            if (redis is null) return;
            foreach (var (key, value) in await redis.DumpAsync()) canaries.Look("Redis " + when, $"{key} {value}");
        }
    }

    [Fact]
    public void A245_each_form_of_a_secret_would_be_found()
    {
        const string Secret = "canary+with/odd=signs?0123456789";
        foreach (var (name, text) in Canaries.FormsOf(Secret))
        {
            var canaries = new Canaries();
            canaries.Mark("secret", Secret);
            canaries.Look("here", $"before {text} after");
            Assert.True(canaries.Hits().Count > 0, name);
        }
        var encoded = new Canaries();
        encoded.Mark("secret", Secret);
        encoded.Look("a header", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("client:" + Secret)));
        Assert.Single(encoded.Hits());
        var clean = new Canaries();
        clean.Mark("secret", Secret);
        clean.Look("here", Secret[1..]);
        Assert.Empty(clean.Hits());
    }

    /// <summary>A process that is started inherits the environment, where an operator may have put keys.</summary>
    [Fact]
    public void A245_the_hub_starts_no_process()
    {
        foreach (var project in (string[])["OAuthHub.Core", "OAuthHub.Api", "OAuthHub.Worker", "OAuthHub.ServiceDefaults", "OAuthHub.Sandbox"])
            foreach (var file in Directory.EnumerateFiles(Repository.File(project), "*.cs", SearchOption.AllDirectories))
                Assert.False(Starting().IsMatch(File.ReadAllText(file)), $"{file} starts a process");
    }

    private static HubSetup Setup(TemporaryFolder folder, FakeIssuer issuer, WebhookReceiver receiver, RedisServer? redis, ConcurrentQueue<CodeVerifier> verifiers)
    {
        var setup = receiver.Hub(issuer.Hub(folder));
        setup.Settings["OAuthHub:Sandbox:ClientSecret"] = CanaryRun.ClientSecret;
        setup.Settings["OAuthHub:Platforms:oidc:ClientSecret"] = CanaryRun.ClientSecret;
        setup.Settings["ConnectionStrings:redis"] = redis?.ConnectionString;
        var dial = setup.Services;
        return setup with
        {
            Services = services =>
            {
                dial?.Invoke(services);
                // A patient one: nothing here is about Redis being away.
                if (redis is not null) services.AddPatientRedis(redis.ConnectionString);
                services.Decorate<ILoginStates>(states => new WatchedStates(states, verifiers));
            },
        };
    }

    [GeneratedRegex(@"\bProcess\.Start\b|\bProcessStartInfo\b|\bnew Process\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Starting();
}
