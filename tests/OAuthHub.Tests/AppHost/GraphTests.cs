using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.AppHost;

/// <summary>The distributed hub for real: Redis, two APIs, two workers, dashboard and sandbox, as AppHost.cs describes them.</summary>
[Collection(ProcessCollection.Name)]
public sealed class GraphTests
{
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(60);

    [GraphFact]
    public async Task Connected_through_one_api_read_through_the_other_and_refreshed_by_whichever_worker_lives()
    {
        using var folder = new TemporaryFolder();
        await using var host = AppHostProcess.Start(folder);
        await host.UntilItRunsAsync();
        using var sandbox = new SandboxControls(host.AddressOf("sandbox") + "/sandbox");
        await sandbox.TurnAsync(new { auto_approve = true, access_token_seconds = 20 });

        // The login begins at one API; the platform sends the browser back to the address of both.
        using var browser = new Browser(host.AddressOf("api-1"));
        await browser.SignInAsync();
        var end = await browser.ConnectPatientlyAsync();
        Assert.True(end["status"] == "success", string.Join(' ', end));
        using var agent = new AgentClient(host.AddressOf("api-2"), AppHostProcess.AgentKey);
        var first = (await agent.ReadAsync()).Ok().AccessToken;

        // A worker takes it; the platform holds the request back. The worker dies before anything is spent.
        await sandbox.FaultAsync(new { kind = "delay", seconds = 20, count = 1 });
        using var vault = new EncryptedFileVault(new HubPaths(folder.File("data")), new KeyRing([MasterKey.TryParse(AppHostProcess.MasterKey)!]), NullLogger<EncryptedFileVault>.Instance);
        RefreshIntent? intent = null;
        await Waiting.UntilAsync(async () => (intent = (await ReadAsync(vault, end["connection"]!)).Intent) is not null, TimeSpan.FromSeconds(40));
        var dead = Workers(host).Single(worker => worker.Value == int.Parse(intent!.Owner.Split(':')[2], CultureInfo.InvariantCulture)).Key;
        System.Diagnostics.Process.GetProcessById(host.ProcessOf(dead)).Kill();
        await Waiting.UntilAsync(() => host.Says($"[{dead}] ended with code 137"));

        var other = Workers(host).Keys.Single(worker => worker != dead);
        await Waiting.UntilAsync(() => host.Output.Split('\n').Any(line => line.StartsWith($"[{other}]", StringComparison.Ordinal) && line.EndsWith("at sandbox (Due): Refreshed", StringComparison.Ordinal)), TakenOverWithin);
        var reply = (await agent.ReadAsync()).Ok();
        Assert.NotEqual(first, reply.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync("userinfo", reply.AccessToken)).Status);
        Assert.Equal((0, 0), (await sandbox.TotalAsync("reuses"), await sandbox.TotalAsync("families_revoked")));

        // The dashboard of the Vite server asks the API.
        using var dashboard = new HttpClient { BaseAddress = new Uri(host.AddressOf("dashboard")) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await dashboard.GetAsync(new Uri("/api/session", UriKind.Relative))).StatusCode);

        // A child that does not hear the request to end is ended all the same.
        Signals.Stop(host.ProcessOf(other));
        Assert.Equal(0, await host.TerminateAsync());
        Assert.Contains($"[{other}] did not end when asked, so it was killed", host.Output, StringComparison.Ordinal);
        Assert.All(host.Children, child => Assert.False(IsRunning(child), $"{child} still runs:\n{host.Output}"));
    }

    [GraphFact]
    public async Task What_cannot_start_is_named_and_nothing_is_left_running()
    {
        using var folder = new TemporaryFolder();
        await using var host = AppHostProcess.Start(folder, "--Redis", "external", "--ConnectionStrings:redis", "");
        Assert.Equal(1, await host.EndAsync());
        Assert.Contains("worker-1] ConnectionStrings:redis is not set.", host.Output, StringComparison.Ordinal);
        Assert.Matches("The distributed hub does not start. worker-[12] ended before it was healthy.", host.Output);
        Assert.All(host.Children, child => Assert.False(IsRunning(child)));
    }

    [GraphFact]
    public async Task Keys_that_are_made_are_kept_for_the_next_start_and_for_their_owner_alone()
    {
        using var folder = new TemporaryFolder();
        var kept = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var host = AppHostProcess.WithoutKeys(folder, "--Redis", "external", "--ConnectionStrings:redis", "");
            Assert.Equal(1, await host.EndAsync());
            var file = Assert.Single(Directory.GetFiles(folder.File("secrets"), "secrets.json", SearchOption.AllDirectories));
            kept.Add(await File.ReadAllTextAsync(file));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain("OAuthHub:MasterKey", host.Output, StringComparison.Ordinal);
        }
        Assert.Equal(kept[0], kept[1]);
        var keys = JsonDocument.Parse(kept[0]).RootElement;
        Assert.Equal(32, keys.GetProperty("Parameters:master-key").GetBytesFromBase64().Length);
        Assert.Equal(43, keys.GetProperty("Parameters:agent-key").GetString()!.Length);
        Assert.Equal(32, keys.GetProperty("Parameters:sign-in-token").GetString()!.Length);
    }

    private static Dictionary<string, int> Workers(AppHostProcess host) => new[] { "worker-1", "worker-2" }.ToDictionary(worker => worker, host.ProcessOf);

    private static async Task<Connection> ReadAsync(EncryptedFileVault vault, string id) => ConnectionCodec.Read((await vault.ReadAsync(new VaultName(VaultKind.Connection, id), CancellationToken.None))!.Secret);

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>A test that starts the whole graph: it needs garnet-server and Node.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GraphFactAttribute : FactAttribute
{
    public GraphFactAttribute() => Skip = RedisServer.Missing ?? (RequiresToolFactAttribute.Find("node") is null ? "node is not installed (looked for it on PATH)." : null);
}
