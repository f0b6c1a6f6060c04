using System.Diagnostics;
using System.Text;
using Npgsql;

namespace OAuthHub.Tests.Support;

/// <summary>PgBouncer before a server, in transaction mode: each transaction may get another of its few connections.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly TemporaryFolder own;
    private readonly Process process;

    private PgBouncer(TemporaryFolder folder, Process process, int port) => (own, this.process, Port) = (folder, process, port);

    /// <summary>Null: it can be started. Otherwise why not.</summary>
    public static string? Missing => PostgresServer.Missing ?? (Program is null ? "pgbouncer is not installed (looked for it in /usr/sbin and on PATH)." : null);

    private static string? Program => File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : RequiresToolFactAttribute.Find("pgbouncer");

    public int Port { get; }

    public static async Task<PgBouncer> StartAsync(PostgresServer server)
    {
        var folder = new TemporaryFolder();
        var port = FreePort.Find();
        await File.WriteAllTextAsync(folder.File("users"), $"\"{PostgresServer.Role}\" \"{PostgresServer.Password}\"\n");
        await File.WriteAllTextAsync(folder.File("settings"), $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {folder.File("users")}
            pool_mode = transaction
            default_pool_size = 3
            max_client_conn = 200
            server_idle_timeout = 2
            server_login_retry = 1
            """);
        await OtherUser.GiveAsync(folder.Path);
        var output = new StringBuilder();
        var pooler = new PgBouncer(folder, OtherUser.Start(Program!, output, folder.File("settings")), port);
        await Waiting.UntilAsync(() => pooler.process.HasExited ? throw new InvalidOperationException($"PgBouncer ended at once:\n{output}") : pooler.AnswersAsync());
        return pooler;
    }

    /// <summary>The same as without it, but for the port.</summary>
    public string ConnectionString(string database) => PostgresProcess.ConnectionString(Port, database, PostgresServer.Role, PostgresServer.Password);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        own.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a PostgreSQL server and PgBouncer; without them it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PgBouncerFactAttribute : FactAttribute
{
    public PgBouncerFactAttribute() => Skip = PgBouncer.Missing;
}
