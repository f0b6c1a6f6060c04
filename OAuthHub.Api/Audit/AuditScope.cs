using OAuthHub.Core.Connections;

namespace OAuthHub.Api.Audit;

/// <summary>What a request learns about itself on its way and the audit says of it at the end.</summary>
internal sealed class AuditScope
{
    public string? User { get; set; }
    public string? Platform { get; set; }
    public string? Connection { get; set; }
    public string? Detail { get; set; }
    public long? RemainingSeconds { get; set; }

    /// <summary>How it ended, where the answer itself does not say it: a stream that has begun, a redirect with a reason.</summary>
    public string? Outcome { get; set; }

    public void About(ConnectionSummary summary) => (User, Platform, Connection) = (summary.User, summary.PlatformId, summary.Id);

    /// <summary>A token of this connection is given out.</summary>
    public void HandsOut(Connection connection, DateTimeOffset now) =>
        (User, Platform, Connection, RemainingSeconds) = (connection.User, connection.PlatformId, connection.Id, connection.Tokens?.ExpiresAt is { } end ? Math.Max(0, (long)(end - now).TotalSeconds) : null);
}

/// <summary>The word under which a route stands in the audit.</summary>
internal sealed record AuditWord(string What);
