using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.AppHost;

/// <summary>The AppHost without Aspire as a process, with its ports, keys and folder of its own, and what it says about its children.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    public const string AgentKey = "agent-key-of-a-test-agent-key-of-a-test-000";

    public static readonly string MasterKey = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)number)]);

    private readonly List<string> lines = [];
    private readonly Process process;

    private AppHostProcess(TemporaryFolder folder, string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[
            "exec", Path.Combine(AppContext.BaseDirectory, "AppHostWithoutAspire.dll"), "--DcpPublisher:RandomizePorts", "true", "--DataDirectory", folder.File("data"), .. args])
            start.ArgumentList.Add(argument);
        start.Environment["APPDATA"] = folder.File("secrets"); // not the user secrets of whoever runs the tests
        start.Environment["Logging__LogLevel__OAuthHub.Core.Refresh"] = "Debug";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static AppHostProcess Start(TemporaryFolder folder, params string[] args) => new(
        folder, ["--Parameters:master-key", MasterKey, "--Parameters:agent-key", AgentKey, "--Parameters:sign-in-token", HubHost.SignInToken, .. args]);

    /// <summary>It makes its own keys.</summary>
    public static AppHostProcess WithoutKeys(TemporaryFolder folder, params string[] args) => new(folder, args);


    public string Output
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    public bool Says(string text) => Output.Contains(text, StringComparison.Ordinal);

    public async Task UntilItRunsAsync() => await Waiting.UntilAsync(
        () => process.HasExited ? throw new InvalidOperationException(Output) : Says("Everything runs."), TimeSpan.FromMinutes(3));

    /// <summary>A child's own address, past the common one of its replicas.</summary>
    public string AddressOf(string child) => Listens().Matches(Output).Last(match => match.Groups["child"].Value == child).Groups["address"].Value;

    public int ProcessOf(string child) => int.Parse(Started().Matches(Output).Last(match => match.Groups["child"].Value == child).Groups["id"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Every process that it ever started.</summary>
    public IReadOnlyList<int> Children => [.. Started().Matches(Output).Select(match => int.Parse(match.Groups["id"].ValueSpan, CultureInfo.InvariantCulture))];

    /// <summary>SIGTERM, and the exit code once it has ended.</summary>
    public async Task<int> TerminateAsync()
    {
        Signals.Terminate(process.Id);
        return await EndAsync();
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }

    [GeneratedRegex(@"^\[(?<child>[\w-]+)\] is process (?<id>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Started();

    [GeneratedRegex(@"^\[(?<child>[\w-]+)\] listens on (?<address>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listens();
}
