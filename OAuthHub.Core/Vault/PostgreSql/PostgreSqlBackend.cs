using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>
/// A vault in a PostgreSQL database: for many machines and many connections. The hub makes its tables itself; what the role needs for
/// that, and every day after, is tried when it opens.
/// </summary>
internal sealed partial class PostgreSqlBackend(ILogger<PostgreSqlBackend> logger) : IVaultBackend
{
    /// <summary>Hosts judge each other's refreshes by deadlines, which allow for 13 s; well before that somebody should look.</summary>
    private static readonly TimeSpan ClocksMayDiffer = TimeSpan.FromSeconds(5);

    public string Name => "PostgreSql";

    /// <summary>This machine's clock, which all hosts compare with the one that they share: the database's.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    public async Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var options = settings.Get<PostgreSqlOptions>() ?? new PostgreSqlOptions();
        if (new PostgreSqlOptionsValidator().Validate(null, options) is { Failed: true } wrong) throw new HubStartException(wrong.FailureMessage);
        var line = new PostgreSqlLine(options.ConnectionString!);
        var place = $"{line.Server}, schema {options.Schema}";
        var source = line.Open();
        try
        {
            var session = await PrepareAsync(source, options.Schema, place, cancellationToken);
            if (line.WithPreparedStatements(session.IsDirect) is not { } better) return new PostgreSqlStore(source, options.Schema, place);
            await source.DisposeAsync();
            return new PostgreSqlStore(better, options.Schema, place);
        }
        catch (Exception failure)
        {
            await source.DisposeAsync();
            if (PostgreSqlErrors.AreOfTheDatabase(failure)) throw new PostgreSqlErrors(place).Translate(failure);
            throw;
        }
    }

    private async Task<PostgreSqlSession> PrepareAsync(NpgsqlDataSource source, string schema, string place, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var session = await PostgreSqlTrial.LookAsync(connection, place, cancellationToken);
        await new PostgreSqlSchema(schema, place).MakeOrMigrateAsync(connection, session.Role, cancellationToken);
        await PostgreSqlTrial.TryRightsAsync(connection, schema, place, session.Role, cancellationToken);
        if (await PostgreSqlTrial.ClockIsAheadByAsync(connection, Clock, cancellationToken) is var ahead && ahead.Duration() > ClocksMayDiffer) LogClock(logger, ahead.TotalSeconds, place);
        return session;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This machine's clock is {Seconds:0} s ahead of that of {Place} (behind, if below zero). Hosts judge by their clocks whether another one still refreshes: set them by NTP (chrony, systemd-timesyncd)")]
    private static partial void LogClock(ILogger logger, double seconds, string place);
}
