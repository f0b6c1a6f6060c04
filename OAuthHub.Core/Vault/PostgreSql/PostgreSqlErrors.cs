using System.Net.Sockets;
using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>What a failure of the server, or of the way to it, means to a caller of the vault: what happened, and what to do.</summary>
/// <param name="place">What messages call the vault.</param>
internal sealed class PostgreSqlErrors(string place)
{
    /// <summary>False: the failure has another cause than the database, such as a fault of the hub.</summary>
    public static bool AreOfTheDatabase(Exception failure) => failure is NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    public VaultUnavailableException Translate(Exception failure) => new(Describe(failure), failure);

    /// <summary>It took longer than a write may.</summary>
    public VaultUnavailableException TooLate(Exception? failure = null) =>
        new($"{place} did not answer in time. Look whether the server is overloaded, waits for a lock or a synchronous standby, or cannot be reached. What was being written may or may not be stored.", failure);

    /// <summary>The connection was gone before or while it was used; a statement that only reads can be asked again.</summary>
    public static bool IsBrokenConnection(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } or NpgsqlException { InnerException: IOException and not { InnerException: TimeoutException } };

    private string Describe(Exception failure) => failure switch
    {
        PostgresException refusal => $"{place} {Refused(refusal)}",
        ObjectDisposedException => $"{place} is closed: the hub is stopping.",
        _ when Has<TimeoutException>(failure) => failure.Message.Contains("pool", StringComparison.OrdinalIgnoreCase)
            ? $"{place} has had no free connection. All of this hub's are in use: look whether the server is slow, or raise Maximum Pool Size in {Key}."
            : TooLate().Message,
        _ when Has<System.Security.Authentication.AuthenticationException>(failure) =>
            $"{place} and the hub do not agree on TLS. Set SSL Mode and Root Certificate in {Key} to what the server has.",
        _ when Has<SocketException>(failure) || Has<IOException>(failure) || failure is NpgsqlException =>
            $"{place} cannot be reached ({Reason(failure)}). Look whether the server runs, and whether Host and Port in {Key} are right. What was being written may or may not be stored.",
        _ => $"{place} cannot be used now ({failure.GetType().Name}).",
    };

    private static string Refused(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"does not accept the role or its password. Correct Username and Password in {Key}.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"does not let this role in ({refusal.MessageText}). Correct Username or SSL Mode in {Key}, or let it in by the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"has no such database. Create it (CREATE DATABASE …), or correct Database in {Key}.",
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded => $"has no connection left. Raise max_connections there, lower Maximum Pool Size in {Key}, or put PgBouncer between.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"can only be read: it is a standby, or default_transaction_read_only is on. Point Host in {Key} to the primary server, or name all hosts there.",
        PostgresErrorCodes.DiskFull => "has no space left on its disk. Make room there.",
        PostgresErrorCodes.OutOfMemory => "is out of memory. Give it more, or lower max_connections.",
        PostgresErrorCodes.InsufficientPrivilege => $"refuses this role ({refusal.MessageText}). Grant what is missing; a start of the hub names the statements.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn => "lacks the hub's tables, or has others of these names. Put back a backup of them; a hub that starts on an empty schema makes new ones.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => $"is stopping or starting ({refusal.MessageText}). If it does not come back by itself, look whether the server runs.",
        PostgresErrorCodes.QueryCanceled => "has cancelled the statement. Look at statement_timeout of this role, and for locks that are held too long.",
        PostgresErrorCodes.LockNotAvailable => "has waited too long for a lock. Look in pg_stat_activity for who holds it.",
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => $"has lost a prepared statement: a pooler stands between. Add Max Auto Prepare=0 to {Key}.",
        // PgBouncer's own refusals have this code: no server behind it, no such database, a client that waited too long.
        PostgresErrorCodes.ProtocolViolation => $"was not reached by the pooler ({refusal.MessageText}). Look at the pooler's log and at the server behind it.",
        _ => $"has refused (SQLSTATE {refusal.SqlState}: {refusal.MessageText}). Its log says more.",
    };

    private const string Key = PostgreSqlOptions.Section + ":ConnectionString";

    private static string Reason(Exception failure) =>
        Find<SocketException>(failure) is { } socket ? socket.SocketErrorCode.ToString() : Has<IOException>(failure) ? "the connection broke" : "no connection";

    private static bool Has<T>(Exception failure)
        where T : Exception => Find<T>(failure) is not null;

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is T found) return found;
        return null;
    }
}
