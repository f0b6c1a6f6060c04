using Microsoft.AspNetCore.Http.Features;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Api.Proxy;

/// <summary>What an agent asks of the proxy, apart from body and headers.</summary>
/// <param name="Query">Empty, or beginning with a question mark; without what was meant for the hub.</param>
/// <param name="Host">A further host of the platform; null: its API's base.</param>
/// <param name="Token">The name of one of the connection's other tokens; null: its own.</param>
/// <param name="HasBody">A body follows, or may.</param>
internal sealed record ProxyRequest(string Method, ProxyPath Path, string Query, string? User, string? Account, string? Host, string? Token, bool HasBody)
{
    public static (ProxyRequest? Asked, IResult? Problem) Read(HttpContext context, string platform)
    {
        var (request, headers) = (context.Request, context.Request.Headers);
        // TRACE would give the token back in a body.
        if (HttpMethods.IsTrace(request.Method) || HttpMethods.IsConnect(request.Method)) return (null, HubProblem.Create("method_not_allowed"));
        // Some clients offer HTTP/2 with each first request; it may be passed over (RFC 9110 section 7.8).
        if (headers.Upgrade.Count > 0 && headers.Upgrade is not ["h2c"]) return (null, HubProblem.Create("upgrade_not_supported"));
        // Both: the server on the way here may have read the other length (RFC 9112 section 6.3). Kestrel keeps the one that it passed over.
        if (headers.ContainsKey("X-Content-Length")) return (null, HubProblem.Create("invalid_request", "The request has both Content-Length and Transfer-Encoding: send one of them."));

        if (Split(context, platform) is not var (raw, query) || ProxyPath.Read(raw) is not { } path || !IsPlain(query)) return (null, HubProblem.Create("url_not_allowed", ProxyGate.Remedy));
        var (user, account, host, token) = (headers[ProxyHeaders.User], headers[ProxyHeaders.Account], headers[ProxyHeaders.Host], headers[ProxyHeaders.Token]);
        if (user.Count > 1 || account.Count > 1 || host.Count > 1 || token.Count > 1) return (null, HubProblem.Create("duplicate_parameter"));
        var hasBody = request.ContentLength is not null || context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
        // The platform may have parameters of these names: whoever uses the headers has the query to themselves.
        if (user.Count + account.Count > 0) return (new ProxyRequest(request.Method, path, query, user, account, host, token, hasBody), null);
        var (rest, taken) = query.Length == 0 ? ("", []) : ProxyQuery.Take(query, name => name is "user" or "account");
        if (taken.Count > 2 || (taken.Count == 2 && taken[0].Key == taken[1].Key)) return (null, HubProblem.Create("duplicate_parameter", "Send user and account once. If they are the platform's own parameters, name the hub's in the headers X-OAuthHub-User and X-OAuthHub-Account."));
        return (new ProxyRequest(request.Method, path, rest, Value("user"), Value("account"), host, token, hasBody), null);

        string? Value(string name)
        {
            foreach (var (taking, value) in taken)
                if (taking == name) return value;
            return null;
        }
    }

    /// <summary>Path behind the platform, and query, as they were written. Null: the address was written otherwise than it was read.</summary>
    private static (string Path, string Query)? Split(HttpContext context, string platform)
    {
        var raw = ProxyGate.RawTarget(context);
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var end = mark < 0 ? raw.Length : mark;
        var start = ProxyGate.Prefix.Length + platform.Length;
        if (!ProxyGate.IsUnder(raw) || end < start || !raw.AsSpan(ProxyGate.Prefix.Length, platform.Length).SequenceEqual(platform)) return null;
        return end == start || raw[start] == '/' ? (raw[start..end], raw.Length - end <= 1 ? "" : raw[end..]) : null;
    }

    private static bool IsPlain(string query) => !query.AsSpan().ContainsAnyExceptInRange('!', '~') && !query.Contains('#', StringComparison.Ordinal);
}
