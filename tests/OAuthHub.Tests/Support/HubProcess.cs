using System.Diagnostics;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>
/// The hub, or its worker alone, as a process of its own on the machine's clock, which a test may kill, freeze, and start again on the same
/// folder, also beside others.
/// </summary>
internal sealed class HubProcess : IAsyncDisposable
{
    /// <summary>The project whose program runs when a test names none.</summary>
    public const string Api = "OAuthHub.Api";

    public const string Worker = "OAuthHub.Worker";

    /// <summary>How long a process may take for anything that a test waits for.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly StringBuilder output = new();
    private readonly string program;
    private readonly string sandbox;
    private readonly (string Key, string Value)[] settings;
    private Process? running;
    private AgentClient? agent;

    private HubProcess(string program, TemporaryFolder folder, string sandbox, (string Key, string Value)[] settings)
    {
        (this.program, this.sandbox, this.settings, Folder) = (program, sandbox, settings, folder);
        Port = FreePort.Find();
        Browser = new Browser(Address);
    }

    public TemporaryFolder Folder { get; }
    public int Port { get; }
    public string Address => $"http://127.0.0.1:{Port}";
    public Browser Browser { get; }
    public int ProcessId => running!.Id;

    /// <summary>It ran and has ended by itself.</summary>
    public bool HasEnded => running is { HasExited: true };

    /// <summary>An agent with the bootstrap key.</summary>
    public AgentClient Agent => agent ??= NewAgent();

    public AgentClient NewAgent() => new(Address, File.ReadAllText(Folder.File("agent.key")).Trim());

    /// <summary>What it printed, all starts together.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public static Task<HubProcess> StartAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings) =>
        StartAsync(Api, folder, sandbox, settings);

    /// <param name="program">The project that has the program: <see cref="Api"/> or <see cref="Worker"/>.</param>
    public static async Task<HubProcess> StartAsync(string program, TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings)
    {
        var hub = new HubProcess(program, folder, sandbox, settings);
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>One more process on the same folder, with the same settings and a port of its own.</summary>
    public Task<HubProcess> StartAnotherAsync(string? another = null) => StartAsync(another ?? program, Folder, sandbox, settings);

    /// <summary>A worker of its own; it is alive at once and needs <c>ConnectionStrings:redis</c>.</summary>
    public static Task<HubProcess> StartWorkerAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings) =>
        StartAsync(Worker, folder, sandbox, settings);

    /// <summary>Starts a worker that ends by itself, and waits for that; the exit code and what it printed.</summary>
    public static async Task<(int Code, string Output)> RunWorkerAsync(TemporaryFolder folder, string sandbox, params (string Key, string Value)[] settings)
    {
        await using var worker = new HubProcess(Worker, folder, sandbox, settings);
        worker.Launch();
        await worker.running!.WaitForExitAsync().WaitAsync(Deadline);
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
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, program + ".dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.File(program),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address;
        start.Environment["OAuthHub__DataDirectory"] = Folder.Path;
        start.Environment["OAuthHub__SignInToken"] = HubHost.SignInToken;
        start.Environment["OAuthHub__Sandbox__Url"] = sandbox;
        start.Environment["DOTNET_TieredPGO"] = "0"; // a process that lives for seconds has nothing to learn
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        running = Process.Start(start)!;
        running.OutputDataReceived += (_, line) => Keep(line.Data);
        running.ErrorDataReceived += (_, line) => Keep(line.Data);
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
    }

    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient();
        await Waiting.UntilAsync(async () => running!.HasExited ? throw new InvalidOperationException($"The hub ended at once:\n{Output}") : await IsAliveAsync(http), Deadline);
    }

    /// <summary>Signs the browser in and connects the account that the sandbox approves by itself.</summary>
    public async Task ConnectAsync()
    {
        await Browser.SignInAsync();
        var end = await Browser.ConnectAsync();
        Assert.True(end["status"] == "success", string.Join(' ', end));
    }

    /// <summary>SIGKILL: nothing of the process runs on, nothing is finished, nothing is flushed.</summary>
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
        agent?.Dispose();
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
