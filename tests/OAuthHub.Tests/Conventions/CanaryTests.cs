using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>A run of everything with known secrets: none of them is anywhere but where it belongs.</summary>
public sealed class CanaryTests
{
    private const string ClientSecret = "canary-client-secret-0123456789";

    [Fact]
    public async Task A245_no_secret_of_a_whole_run_is_in_logs_traces_metrics_answers_or_files()
    {
        var seen = new ConcurrentQueue<string>();
        using var activities = ListenToActivities(seen);
        using var meters = ListenToMeters(seen);
        using var folder = new TemporaryFolder();
        var secrets = new HashSet<string> { ClientSecret, HubHost.SignInToken };
        var answers = new List<string>();
        await using (var hub = await HubHost.StartAsync(new HubSetup
        {
            Folder = folder,
            Settings = { ["OAuthHub:Sandbox:ClientSecret"] = ClientSecret },
        }))
        {
            await RunAsync(hub, secrets, answers);
            secrets.Add(hub.Agent.Key);
            secrets.Add((await File.ReadAllTextAsync(folder.File("master.key"))).Trim());
            foreach (System.Net.Cookie cookie in hub.Browser.Cookies.GetAllCookies()) secrets.Add(cookie.Value);
            var logged = hub.Logs.All;
            Assert.True(hub.Logs.Lines.Count > 100, "Nothing was logged at Trace.");
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, logged, StringComparison.Ordinal));
        }
        Assert.True(secrets.Count >= 14 && secrets.All(secret => secret.Length >= 16), $"{secrets.Count} secrets");
        Assert.All(secrets, secret => Assert.All(seen, tag => Assert.DoesNotContain(secret, tag, StringComparison.Ordinal)));
        Assert.All(secrets, secret => Assert.All(answers, answer => Assert.DoesNotContain(secret, answer, StringComparison.Ordinal)));
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("agent.key" or "master.key")))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"a secret is in {Path.GetFileName(path)}"));
        }
    }

    /// <summary>Connect, read, refresh, fail in many ways, disconnect; collects the secrets, and the answers that must not hold any.</summary>
    private static async Task RunAsync(HubHost hub, HashSet<string> secrets, List<string> answers)
    {
        await hub.Browser.SignInAsync();
        var authorization = await hub.Browser.BeginAsync();
        secrets.Add(Browser.Query(authorization)["state"]!);
        var callback = await hub.Browser.ApproveAsync(authorization);
        secrets.Add(Browser.Query(callback)["code"]!);
        answers.Add((await hub.Browser.GetAsync(callback.With(("iss", "https://evil.example"), ("state", "x")).AbsoluteUri)).Body);
        var id = (await hub.Browser.FinishAsync(callback))["connection"]!;
        await CollectAsync();
        answers.Add((await hub.Browser.GetAsync(callback.AbsoluteUri)).Body); // a second time

        // A platform that repeats secrets in its errors.
        var tokens = (await hub.StoredAsync(id)).Tokens!;
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 401, error = "invalid_client", description = $"secret {ClientSecret} of {tokens.RefreshToken!.RevealSecret()}" });
        await RefreshAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 400, body = $$"""{"error":"{{tokens.RefreshToken.RevealSecret()}}","error_description":"{{ClientSecret}}"}""" });
        await RefreshAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 500, body = ClientSecret + tokens.AccessToken.RevealSecret() });
        await RefreshAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 200, body = $$"""{"access_token":["{{tokens.AccessToken.RevealSecret()}}"]}""" });
        await RefreshAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        await RefreshAsync();
        await CollectAsync();

        foreach (var query in (string[])["?key=" + hub.Agent.Key, "?user=other", "?min_ttl=x"]) answers.Add((await hub.Agent.ReadAsync("sandbox", query)).Body);
        answers.Add((await hub.Agent.RefreshAsync("sandbox", new { rejected_token_sha256 = hub.Agent.Key })).Body);
        using (var wrong = new AgentClient(hub.Address, hub.Agent.Key + "x")) answers.Add((await wrong.ReadAsync()).Body);
        foreach (var path in (string[])["/api/connections", $"/api/connections/{id}", "/api/platforms", "/api/session", "/openapi/v1.json", "/health"])
            answers.Add((await hub.Browser.CallAsync(HttpMethod.Get, path)).Body);
        answers.Add((await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Body);
        answers.Add((await hub.Browser.GetAsync("/signin?t=" + HubHost.SignInToken + "x")).Body);
        answers.Add((await hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{id}")).Body);
        await hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);

        async Task RefreshAsync()
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(90));
            await hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Read), CancellationToken.None).WaitAsync(HubHost.Deadline);
            await hub.Get<Reconciliation>().RunAsync(CancellationToken.None);
        }

        async Task CollectAsync()
        {
            var now = (await hub.StoredAsync(id)).Tokens!;
            secrets.Add(now.AccessToken.RevealSecret());
            secrets.Add(now.RefreshToken!.RevealSecret());
            secrets.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(ClientSecret)));
            secrets.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes("oauthhub-sandbox:" + ClientSecret)));
            secrets.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(now.RefreshToken.RevealSecret())));
            secrets.Add(Convert.ToHexString(Encoding.UTF8.GetBytes(now.RefreshToken.RevealSecret())));
        }
    }

    private static ActivityListener ListenToActivities(ConcurrentQueue<string> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                seen.Enqueue($"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription}");
                foreach (var (key, value) in activity.TagObjects) seen.Enqueue($"{key}={value}");
                foreach (var one in activity.Events)
                    foreach (var (key, value) in one.Tags) seen.Enqueue($"{key}={value}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenToMeters(ConcurrentQueue<string> seen)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Keep(tags));
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Keep(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Keep(tags));
        listener.Start();
        return listener;

        void Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, value) in tags) seen.Enqueue($"{key}={value}");
        }
    }
}
