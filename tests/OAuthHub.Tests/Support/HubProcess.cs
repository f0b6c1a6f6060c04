using System.Diagnostics;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>The hub, or a worker, as a process of its own, which a test may kill and start again on the same folder.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly StringBuilder output = new();
    private readonly Dictionary<string, string> settings;
    private readonly string project;
    private Process? running;

    private HubProcess(string project, TemporaryFolder folder, string sandbox, (string Key, string Value)[] more)
    {
        this.project = project;
        Folder = folder;
        Port = FreePort.Find();
        settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address,
            ["OAuthHub__DataDirectory"] = folder.Path,
            ["OAuthHub__SignInToken"] = HubHost.SignInToken,
            ["OAuthHub__Sandbox__Url"] = sandbox,
            ["DOTNET_TieredPGO"] = "0", // a process that lives for seconds has nothing to learn
        };
        foreach (var (key, value) in more) settings[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        Browser = new Browser(Address);
    }

    public TemporaryFolder Folder { get; }
    public int Port { get; }
    public string Address => $"http://127.0.0.1:{Port}";
    public Browser Browser { get; }
    public int ProcessId => running!.Id;

    public AgentClient NewAgent() => new(Address, File.ReadAllText(Folder.File("agent.key")).Trim());

    /// <summary>What it printed, all starts together.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public static async Task<HubProcess> StartAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings)
    {
        var hub = new HubProcess("OAuthHub.Api", folder, sandbox, settings);
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>A worker of its own; it is alive at once and needs <c>ConnectionStrings:redis</c>.</summary>
    public static async Task<HubProcess> StartWorkerAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings)
    {
        var worker = new HubProcess("OAuthHub.Worker", folder, sandbox, settings);
        await worker.StartAgainAsync();
        return worker;
    }

    /// <summary>Starts a worker that ends by itself, and waits for that; the exit code and what it printed.</summary>
    public static async Task<(int Code, string Output)> RunWorkerAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings)
    {
        await using var worker = new HubProcess("OAuthHub.Worker", folder, sandbox, settings);
        worker.Launch();
        await worker.running!.WaitForExitAsync().WaitAsync(StartDeadline);
        return (worker.running.ExitCode, worker.Output);
    }

    public async Task StartAgainAsync()
    {
        Launch();
        await WaitUntilReadyAsync();
    }

    /// <summary>Starts it and waits for nothing: a test may want to kill it while it still starts.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.File(project) };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        foreach (var (key, value) in settings) start.Environment[key] = value;
        running = Process.Start(start)!;
        running.OutputDataReceived += (_, line) => Keep(line.Data);
        running.ErrorDataReceived += (_, line) => Keep(line.Data);
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
    }

    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient();
        await Waiting.UntilAsync(async () => running!.HasExited ? throw new InvalidOperationException($"The hub ended at once:\n{Output}") : await IsAliveAsync(http), StartDeadline);
    }

    /// <summary>SIGKILL: nothing of the process runs on.</summary>
    public async Task KillAsync()
    {
        running!.Kill();
        await running.WaitForExitAsync();
        running.Dispose();
        running = null;
    }

    /// <summary>SIGTERM, as an orchestrator sends it; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Signals.Terminate(running!.Id);
        await running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
        var code = running.ExitCode;
        running.Dispose();
        running = null;
        return code;
    }

    /// <summary>SIGSTOP: it stands still and does not know it.</summary>
    public void Freeze() => Signals.Stop(running!.Id);

    /// <summary>SIGCONT: it goes on where it stood.</summary>
    public void Thaw() => Signals.Continue(running!.Id);

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await KillAsync();
        Browser.Dispose();
    }

    private async Task<bool> IsAliveAsync(HttpClient http)
    {
        try
        {
            using var reply = await http.GetAsync(Address + "/alive");
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
    }
}
