using Npgsql;

namespace OAuthHub.Tests.Support;

/// <summary>A PostgreSQL server of the tests' own which a test may kill, stop, freeze and start again on the same folder.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The role that the hub has there: it owns its database and is nothing more.</summary>
    public const string Role = "hub";

    public const string Password = "password-of-the-hub";

    private readonly TemporaryFolder folder = new();
    private readonly string[] settings;
    private PostgresProcess? running;
    private int databases;

    private PostgresServer(int port, string[] settings) => (Port, this.settings) = (port, settings);

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => PostgresProcess.Missing;

    public int Port { get; }

    /// <param name="settings">Of the server, whenever it is started.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(FreePort.Find(), settings);
        try
        {
            await PostgresProcess.MakeAsync(server.folder.Path);
            await server.StartAgainAsync();
            await server.RunAsync($"CREATE ROLE {Role} LOGIN PASSWORD '{Password}'");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync(params string[] settings) => running = await PostgresProcess.StartAsync(folder.Path, Port, [.. this.settings, .. settings]);

    public async Task StopAsync()
    {
        await running!.StopAsync();
        running = null;
    }

    public async Task KillAsync()
    {
        await running!.DisposeAsync();
        running = null;
    }

    /// <summary>The server with all processes of its sessions stands still; what is sent to it is taken and not answered.</summary>
    public void Freeze()
    {
        Signals.Stop(running!.Id); // first, so that it makes no more children
        foreach (var child in Children()) Signals.Stop(child);
    }

    public void Thaw()
    {
        foreach (var child in Children()) Signals.Continue(child);
        Signals.Continue(running!.Id);
    }

    /// <summary>An empty database that belongs to the hub's role.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await RunAsync($"CREATE DATABASE {name} OWNER {Role}");
        return name;
    }

    public string ConnectionString(string database, string user = Role, string password = Password) => PostgresProcess.ConnectionString(Port, database, user, password);

    /// <summary>As an administrator of the server.</summary>
    public async Task<object?> RunAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(PostgresProcess.ConnectionString(Port, database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await KillAsync();
        folder.Dispose();
    }

    private List<int> Children() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture)).Where(IsChild)];

    private bool IsChild(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{running!.Id}";
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }
}

/// <summary>A test that needs a PostgreSQL server; without one it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>As <see cref="PostgresFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
