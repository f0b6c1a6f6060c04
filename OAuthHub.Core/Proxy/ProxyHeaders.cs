using System.Collections.Frozen;

namespace OAuthHub.Core.Proxy;

/// <summary>Which headers end at the hub. Everything else passes as it is.</summary>
public static class ProxyHeaders
{
    /// <summary>Of the hub's own headers, both ways.</summary>
    public const string OwnPrefix = "X-OAuthHub-";

    public const string User = OwnPrefix + "User";
    public const string Account = OwnPrefix + "Account";
    public const string Host = OwnPrefix + "Host";
    public const string Token = OwnPrefix + "Token";

    /// <summary>Who speaks: <c>platform</c>, or <c>hub</c> for its own problems.</summary>
    public const string Source = OwnPrefix + "Source";

    /// <summary>What concerns one connection only (RFC 9110 section 7.6.1), besides what its <c>Connection</c> header names.</summary>
    private static readonly string[] HopByHop = ["Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Proxy-Authenticate", "Proxy-Authorization"];

    private static readonly FrozenSet<string> NotToPlatform = HopByHop.Concat(
    [
        "Authorization", "DPoP", "Cookie", "Cookie2", "X-API-Key", "Host", "Content-Length", "Expect",
        // Whoever stands before the hub, and where: not the platform's business.
        "Forwarded", "Via", "X-Real-IP", "X-Original-Host", "True-Client-IP", "CF-Connecting-IP",
        // These change the method or path that was checked against the key's limits.
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL",
        // Traces of the agent's: they would tie its calls at several platforms together.
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotToAgent = HopByHop.Concat(
    [
        "Set-Cookie", "Set-Cookie2", "Authorization", "X-Authorization", "DPoP", "DPoP-Nonce", "Content-Length",
        // What a browser would do to the hub's own origin.
        "Strict-Transport-Security", "Public-Key-Pins", "Clear-Site-Data", "Alt-Svc", "Service-Worker-Allowed", "Report-To", "Reporting-Endpoints", "NEL",
        // The hub says these itself.
        "Content-Security-Policy", "Content-Security-Policy-Report-Only", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="named">What the request's <c>Connection</c> header names.</param>
    public static bool PassesToPlatform(string name, IReadOnlyList<string> named) =>
        !NotToPlatform.Contains(name) && !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) && !name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase) && !IsNamed(name, named);

    /// <summary>Besides what the answer's <c>Connection</c> header names.</summary>
    public static bool PassesToAgent(string name) =>
        !NotToAgent.Contains(name) && !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) &&
        !name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("Cross-Origin-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names in a <c>Connection</c> header. The usual ones name nothing else.</summary>
    public static IReadOnlyList<string> Named(string? connection) =>
        string.IsNullOrEmpty(connection) || connection.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) || connection.Equals("close", StringComparison.OrdinalIgnoreCase)
            ? []
            : connection.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNamed(string name, IReadOnlyList<string> named) => named.Count > 0 && named.Contains(name, StringComparer.OrdinalIgnoreCase);
}
