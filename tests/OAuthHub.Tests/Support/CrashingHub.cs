using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using OAuthHub.Core;

namespace OAuthHub.Tests.Support;

/// <summary>The hub as a process of its own, on the machine's clock, worker included, for tests in which a process must die.</summary>
internal sealed partial class CrashingHub : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CrashingHub(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', lines);
    public AgentClient Agent { get; private set; } = null!;
    public Browser Browser { get; private set; } = null!;

    public static async Task<CrashingHub> StartAsync(TemporaryFolder folder, string sandboxAddress, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "OAuthHub.Api.dll"), "--urls", "http://127.0.0.1:0", "--contentRoot", Repository.File("OAuthHub.Api")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment[$"{HubOptions.Section}__DataDirectory"] = folder.Path;
        start.Environment[$"{HubOptions.Section}__SignInToken"] = HubHost.SignInToken;
        start.Environment[$"{HubOptions.Section}__Sandbox__Url"] = sandboxAddress;
        foreach (var (key, value) in settings ?? []) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var hub = new CrashingHub(start);
        var found = await hub.address.Task.WaitAsync(Deadline);
        hub.Agent = new AgentClient(found, (await File.ReadAllTextAsync(folder.File("agent.key"))).Trim());
        hub.Browser = new Browser(found);
        return hub;
    }

    public async Task ConnectAsync()
    {
        await Browser.SignInAsync();
        var end = await Browser.ConnectAsync();
        Assert.True(end["status"] == "success", string.Join(' ', end));
    }

    /// <summary>SIGKILL: nothing is finished, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        Agent?.Dispose();
        Browser?.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Ready().Match(line) is { Success: true } match) address.TrySetResult(match.Groups["address"].Value);
    }

    [GeneratedRegex(@"Open\s+(?<address>http://[0-9.:]+)/signin", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ready();
}
