using System.Diagnostics;
using System.Text;
using StackExchange.Redis;

namespace OAuthHub.Tests.Support;

/// <summary>A Redis-protocol server of the test's own (garnet-server, of the local tool manifest), which a test may kill, stop and flush.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly StringBuilder output = new();
    private readonly string? password;
    private Process? running;
    private ConnectionMultiplexer? operatorsLine;

    private RedisServer(int port, string? password) => (Port, this.password) = (port, password);

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => FindProgram() is null ? "garnet-server is not restored: run dotnet tool restore." : null;

    public int Port { get; }

    public string ConnectionString => password is null ? $"127.0.0.1:{Port}" : $"127.0.0.1:{Port},password={password}";

    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer(FreePort.Find(), password);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Redis runs a script as one; Garnet only in its transaction mode.
        foreach (var argument in new[] { "exec", FindProgram()!, "--port", $"{Port}", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "8m", "-q" }) start.ArgumentList.Add(argument);
        if (password is not null)
            foreach (var argument in new[] { "--auth", "Password", "--password", password }) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        running = Process.Start(start)!;
        running.OutputDataReceived += (_, line) => Keep(line.Data);
        running.ErrorDataReceived += (_, line) => Keep(line.Data);
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
        await Waiting.UntilAsync(AnswersAsync, TimeSpan.FromSeconds(60));
    }

    public async Task KillAsync()
    {
        running!.Kill();
        await running.WaitForExitAsync();
        running.Dispose();
        running = null;
    }

    public void Freeze() => Signals.Stop(running!.Id);

    public void Thaw() => Signals.Continue(running!.Id);

    public async Task FlushAsync() => await (await LineAsync()).GetDatabase().ExecuteAsync("FLUSHALL");

    /// <summary>The names of all that is in it.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. ((RedisKey[]?)await (await OpenAsync()).ExecuteAsync("KEYS", "*"))!.Select(key => (string)key!)];

    /// <summary>Everything in it, keys and values as text; for looking for secrets.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DumpAsync()
    {
        var redis = (await LineAsync()).GetDatabase();
        var all = new Dictionary<string, string>();
        foreach (var key in await KeysAsync())
        {
            all[key] = await redis.KeyTypeAsync(key) switch
            {
                RedisType.String => Text(await redis.StringGetAsync(key)),
                RedisType.Set => string.Join('\n', (await redis.SetMembersAsync(key)).Select(Text)),
                RedisType.SortedSet => string.Join('\n', (await redis.SortedSetRangeByScoreWithScoresAsync(key)).Select(entry => $"{Text(entry.Element)} {entry.Score}")),
                RedisType.None => "", // gone meanwhile
                var other => throw new InvalidOperationException($"{key} is a {other}."),
            };
        }
        return all;
    }

    /// <summary>The operator's own connection, or an intruder's.</summary>
    public async Task<IDatabase> OpenAsync() => (await LineAsync()).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (operatorsLine is not null) await operatorsLine.DisposeAsync();
        if (running is null) return;
        Signals.Continue(running.Id);
        await KillAsync();
    }

    private async Task<ConnectionMultiplexer> LineAsync() => operatorsLine ??= await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",abortConnect=false,allowAdmin=true");

    private async Task<bool> AnswersAsync()
    {
        if (running!.HasExited) throw new InvalidOperationException($"garnet-server ended at once:\n{output}");
        try
        {
            await using var line = await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",connectTimeout=500,connectRetry=1");
            await line.GetDatabase().PingAsync();
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private static string Text(RedisValue value) => Encoding.Latin1.GetString((byte[]?)value ?? []);

    private static string? FindProgram()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, "garnet-server");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "GarnetServer.dll", SearchOption.AllDirectories).Where(path => path.Contains("net10.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault() : null;
    }
}

/// <summary>A test that needs a Redis-protocol server; without one it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Missing;
}

/// <summary>As <see cref="RedisFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisServer.Missing;
}
