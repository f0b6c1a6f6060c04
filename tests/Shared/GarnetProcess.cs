using System.Diagnostics;
using System.Text;
using StackExchange.Redis;

namespace OAuthHub.Tests.Shared;

/// <summary>garnet-server, a server with Redis' protocol (of the local tool manifest), as a process of the caller's own on loopback. Nothing on disk.</summary>
/// <remarks>The tests and the benchmarks both compile this folder.</remarks>
internal sealed class GarnetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly StringBuilder output = new();
    private readonly Process process;

    private GarnetProcess(Process process) => this.process = process;

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => FindProgram() is null ? "garnet-server is not restored: run dotnet tool restore." : null;

    public int Id => process.Id;

    /// <summary>What its threads have used of the processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="memory">Of its log, such as <c>64m</c>.</param>
    /// <param name="index">Of its hash table.</param>
    public static async Task<GarnetProcess> StartAsync(int port, string memory = "64m", string index = "8m")
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", FindProgram() ?? throw new InvalidOperationException(Missing), "--port", $"{port}", "--bind", "127.0.0.1", "--lua", "--memory", memory, "--index", index, "-q" }) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        var garnet = new GarnetProcess(Process.Start(start)!);
        try
        {
            garnet.Listen();
            using var end = new CancellationTokenSource(Deadline);
            while (!await garnet.AnswersAsync(port)) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, end.Token);
            return garnet;
        }
        catch
        {
            await garnet.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL, which ends a stopped one too.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private async Task<bool> AnswersAsync(int port)
    {
        if (process.HasExited) throw new InvalidOperationException($"garnet-server ended at once:\n{output}");
        try
        {
            await using var line = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectTimeout=500,connectRetry=1");
            await line.GetDatabase().PingAsync();
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static string? FindProgram()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, "garnet-server");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "GarnetServer.dll", SearchOption.AllDirectories).Where(path => path.Contains("net10.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault() : null;
    }
}
