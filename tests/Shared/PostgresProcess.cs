using System.Diagnostics;
using System.Text;
using Npgsql;

namespace OAuthHub.Tests.Shared;

/// <summary>
/// A PostgreSQL server as a process of the caller's own on loopback, in a folder of the caller's: the programs that Debian's package
/// <c>postgresql</c> installs, or those on PATH. Nothing is asked of a cluster that runs on the machine.
/// </summary>
/// <remarks>The tests and the benchmarks both compile this folder. PostgreSQL refuses to run as root, so for root it runs as another user.</remarks>
internal sealed class PostgresProcess : IAsyncDisposable
{
    public const string Superuser = "postgres";
    public const string Password = "password-of-the-superuser";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string? Programs = FindPrograms();

    private readonly StringBuilder output;
    private readonly Process process;

    private PostgresProcess(Process process, StringBuilder output) => (this.process, this.output) = (process, output);

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => Programs is null ? "No PostgreSQL server is installed (looked for initdb and postgres in /usr/lib/postgresql/*/bin and on PATH): apt-get install postgresql." : null;

    public int Id => process.Id;

    /// <summary>Makes an empty cluster in an empty folder, whose superuser must give his password.</summary>
    public static async Task MakeAsync(string folder)
    {
        var secret = Path.Combine(folder, "superuser");
        await File.WriteAllTextAsync(secret, Password);
        await OtherUser.GiveAsync(folder);
        await OtherUser.RunAsync(Path.Combine(Programs!, "initdb"), "-D", Path.Combine(folder, "data"), "-U", Superuser, $"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync");
    }

    /// <param name="folder">As made before; what was written there by an earlier process is there again.</param>
    /// <param name="settings">Of the server, such as <c>max_connections=20</c>.</param>
    public static async Task<PostgresProcess> StartAsync(string folder, int port, params string[] settings)
    {
        string[] all = [$"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on", "shared_buffers=64MB", "max_connections=200", .. settings];
        using var end = new CancellationTokenSource(Deadline);
        while (true)
        {
            var text = new StringBuilder();
            var started = OtherUser.Start(Path.Combine(Programs!, "postgres"), text, ["-D", Path.Combine(folder, "data"), .. all.SelectMany(setting => (string[])["-c", setting])]);
            var server = new PostgresProcess(started, text);
            while (!started.HasExited)
            {
                if (await AnswersAsync(port)) return server;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end.Token);
            }
            // The children of one that was killed live on for a moment, and hold what a new one needs.
            if (!text.ToString().Contains("still in use", StringComparison.Ordinal) && !text.ToString().Contains("postmaster.pid", StringComparison.Ordinal))
                throw new InvalidOperationException($"The server ended at once:\n{text}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, end.Token);
        }
    }

    public static string ConnectionString(int port, string database = "postgres", string user = Superuser, string password = Password) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username={user};Password={password}";

    /// <summary>SIGINT, its "fast shutdown": it ends all sessions and writes what it has.</summary>
    public async Task StopAsync()
    {
        await OtherUser.RunAsync("kill", "-INT", $"{process.Id}");
        await process.WaitForExitAsync();
    }

    /// <summary>What it has said so far.</summary>
    public override string ToString()
    {
        lock (output) return output.ToString();
    }

    /// <summary>SIGKILL: as if the power had failed, but for the machine's own cache.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(port) + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private static string? FindPrograms()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return debian.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
