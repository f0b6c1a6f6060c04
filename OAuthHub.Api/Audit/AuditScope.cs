using System.Globalization;
using OAuthHub.Core.Connections;

namespace OAuthHub.Api.Audit;

/// <summary>What a request learns about itself on its way and the audit says of it at the end.</summary>
internal sealed class AuditScope
{
    public string? User { get; set; }
    public string? Platform { get; set; }
    public string? Connection { get; set; }
    public string? Detail { get => Called?.ToString() ?? field; set; }

    /// <summary>The call of a platform's API that it is. Its words are made when they are written.</summary>
    public CalledApi? Called { get; set; }

    /// <summary>The connection, where it was found on the way.</summary>
    public ConnectionSummary? Found { get; private set; }
    public long? RemainingSeconds { get; set; }

    /// <summary>How it ended, where the answer itself does not say it: a stream that has begun, a redirect with a reason.</summary>
    public string? Outcome { get; set; }

    public void About(ConnectionSummary summary) => (User, Platform, Connection, Found) = (summary.User, summary.PlatformId, summary.Id, summary);

    /// <summary>A token of this connection is given out.</summary>
    public void HandsOut(Connection connection, DateTimeOffset now) => RemainingSeconds = connection.Tokens?.ExpiresAt is { } end ? Math.Max(0, (long)(end - now).TotalSeconds) : null;
}

/// <param name="Path">As limits have it; kept, unlike the query, which may hold anything.</param>
/// <param name="Status">What the platform answered; null: nothing was passed on.</param>
internal readonly record struct CalledApi(string Method, string Path, int? Status = null)
{
    private const int LongestPath = 256;

    public override string ToString()
    {
        var path = Path.Length <= LongestPath ? Path : string.Concat(Path.AsSpan(0, LongestPath), "…");
        return Status is { } status ? string.Concat([Method, " ", path, " ", status.ToString(CultureInfo.InvariantCulture)]) : $"{Method} {path}";
    }
}

/// <summary>The word under which a route stands in the audit.</summary>
internal sealed record AuditWord(string What);
