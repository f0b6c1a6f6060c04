using System.Diagnostics;
using System.Text;
using StackExchange.Redis;

namespace OAuthHub.Tests.Shared;

/// <summary>
/// A server with Redis' protocol as a process of the caller's own on loopback, with nothing on disk: garnet-server of the local tool
/// manifest, or the redis-server that <c>OAUTHHUB_TEST_REDIS</c> names.
/// </summary>
/// <remarks>The tests and the benchmarks both compile this folder.</remarks>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly string? Chosen = Environment.GetEnvironmentVariable("OAUTHHUB_TEST_REDIS") is { Length: > 0 } path ? path : null;

    private readonly StringBuilder output = new();
    private readonly Process process;

    private RedisProcess(Process process) => this.process = process;

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => Chosen is null && FindGarnet() is null ? "garnet-server is not restored: run dotnet tool restore." : null;

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

    /// <param name="memory">Of Garnet's log, such as <c>64m</c>.</param>
    /// <param name="index">Of Garnet's hash table.</param>
    /// <param name="redisServer">A redis-server to be started instead of the default.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task<RedisProcess> StartAsync(int port, string? password = null, string memory = "64m", string index = "8m", string? redisServer = null, params string[] more)
    {
        redisServer ??= Chosen;
        List<string> arguments = redisServer is null
            // Redis runs a script as one; Garnet only in its transaction mode.
            ? ["exec", FindGarnet() ?? throw new InvalidOperationException(Missing), "--port", $"{port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--memory", memory, "--index", index, "-q"]
            : ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        if (password is not null) arguments.AddRange(redisServer is null ? ["--auth", "Password", "--password", password] : ["--requirepass", password]);
        var start = new ProcessStartInfo(redisServer ?? "dotnet", [.. arguments, .. more]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        var redis = new RedisProcess(Process.Start(start)!);
        try
        {
            redis.Listen();
            using var end = new CancellationTokenSource(Deadline);
            while (!await redis.AnswersAsync(port, password)) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, end.Token);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
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

    private async Task<bool> AnswersAsync(int port, string? password)
    {
        if (process.HasExited) throw new InvalidOperationException($"The server ended at once:\n{output}");
        try
        {
            await using var line = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectTimeout=500,connectRetry=1" + (password is null ? "" : ",password=" + password));
            await line.GetDatabase().PingAsync();
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static string? FindGarnet()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, "garnet-server");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "GarnetServer.dll", SearchOption.AllDirectories).Where(path => path.Contains("net10.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault() : null;
    }
}
