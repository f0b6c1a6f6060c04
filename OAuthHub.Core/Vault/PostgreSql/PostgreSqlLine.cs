using System.Globalization;
using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>
/// The operator's connection string with what the hub needs of it: limits, so that a write ends within ten seconds, and no state of a
/// session, so that PgBouncer may hand each transaction another server connection.
/// </summary>
/// <remarks>
/// Through PgBouncer the same string works as without it; its port is all that differs. Statements are prepared on the server only where
/// the hub is connected to it directly (<see cref="WithPreparedStatements"/>). PgBouncer 1.21 or newer with <c>max_prepared_statements</c>
/// above 0 can prepare them too: add <c>Max Auto Prepare=20</c>. Behind another pooler that hands out connections by the transaction and is not
/// recognised, add <c>Max Auto Prepare=0</c>.
/// </remarks>
internal sealed class PostgreSqlLine
{
    // A write is one round trip, a conflict two: 2 + 5 to reach the server and be answered, and a moment to give up.
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;
    private const int GiveUpMilliseconds = 500;

    private readonly NpgsqlConnectionStringBuilder settings;
    private readonly bool saysWhatIsPrepared;

    public PostgreSqlLine(string connectionString)
    {
        settings = new NpgsqlConnectionStringBuilder(connectionString);
        var said = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        saysWhatIsPrepared = said.Contains("Max Auto Prepare");
        settings.Timeout = Limit(settings.Timeout, ConnectSeconds);
        settings.CommandTimeout = Limit(settings.CommandTimeout, CommandSeconds);
        settings.CancellationTimeout = GiveUpMilliseconds;
        settings.NoResetOnClose = true; // there is no state to reset, and DISCARD ALL would hit whoever has PgBouncer's connection next
        settings.Enlist = false;
        settings.Multiplexing = false;
        settings.IncludeErrorDetail = false;
        settings.PersistSecurityInfo = false;
        if (!said.Contains("Maximum Pool Size")) settings.MaxPoolSize = 20; // several hubs share the server's 100
        if (!said.Contains("Application Name")) settings.ApplicationName = "oauthhub";
        // Of several hosts, the one that can be written: after a failover it is another.
        if (settings.Host!.Contains(',', StringComparison.Ordinal) && !said.Contains("Target Session Attributes")) settings.TargetSessionAttributes = "primary";
    }

    /// <summary>What messages call the server; no secret.</summary>
    public string Server =>
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL at {settings.Host}{(settings.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{settings.Port}")}, database {settings.Database}");

    public NpgsqlDataSource Open() => Build(settings.ConnectionString);

    /// <param name="isDirect">No pooler stands between: a session of ours stays the same one.</param>
    /// <returns>Null: the one that <see cref="Open"/> gives is right already.</returns>
    public NpgsqlDataSource? WithPreparedStatements(bool isDirect) =>
        isDirect && !saysWhatIsPrepared ? Build(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString) : null;

    private static NpgsqlDataSource Build(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // Nothing but bytea, bigint and text comes and goes: no need to ask each server for its types.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        return builder.Build();
    }

    /// <summary>0 is endless to Npgsql.</summary>
    private static int Limit(int seconds, int most) => seconds is 0 ? most : Math.Min(seconds, most);
}
