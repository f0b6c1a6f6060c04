using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Proxy;

/// <summary>What the audit will say of a call, as far as it is known by its end. Paths are kept, queries are not: they may hold anything.</summary>
internal sealed class ProxyCallRecord(string platform, string method)
{
    /// <summary>The agent left before the end.</summary>
    public const string Cancelled = "cancelled";

    private const int LongestPath = 256;

    public string? User { get; set; }
    public string? Connection { get; set; }

    /// <summary>Below the platform's base, decoded.</summary>
    public string? Path { get; set; }

    /// <summary>Of the platform's answer.</summary>
    public int? Status { get; set; }

    /// <summary>Null: nobody said; something unforeseen happened.</summary>
    public string? Outcome { get; set; }

    public AuditEntry Entry(AgentGrant grant, IPAddress? address) => new(AuditEvents.ProxyCall, Outcome ?? "internal", AuditActor.Agent(grant.Id, grant.Name))
    {
        User = User,
        Platform = platform,
        Connection = Connection,
        Detail = Path is null ? method : Status is { } status ? $"{method} {Short(Path)} {status}" : $"{method} {Short(Path)}",
        Address = address?.ToString(),
    };

    private static string Short(string path) => path.Length <= LongestPath ? path : path[..LongestPath] + "…";
}
