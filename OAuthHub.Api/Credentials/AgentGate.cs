using System.Buffers;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Credentials;

/// <summary>Finds an agent's key in a request, and says whether it holds: from <c>Authorization: Bearer</c> or <c>X-API-Key</c>, never from the address.</summary>
internal sealed partial class AgentGate(AgentKeys keys, AgentRates rates, KeyUse use, WrongKeys wrong, AnonymousRefusals refusals, ILogger<AgentGate> logger)
{
    private static readonly object Hashed = new();
    private static readonly string[] KeyParameters = ["key", "api_key", "apikey", "access_token", "token"];

    /// <summary>One of these stands in each of their names, however it is written.</summary>
    private static readonly SearchValues<string> InKeyParameters = SearchValues.Create(["key", "token", "%"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds out whose request it is, and no more: what the key may do, or why there is none.</summary>
    /// <param name="isKey">Whether what one of these parameters holds is taken for a key though it is none.</param>
    public (AgentGrant? Grant, IResult? Refusal) Identify(HttpContext http, Predicate<string> isKey)
    {
        if (MayHoldKey(http.Request.QueryString.Value) && HoldsKey(http.Request.Query, isKey))
        {
            ReportExposed(http);
            return (null, Refuse(http, "key_in_url"));
        }
        if (FindPresented(http) is not { } grant)
        {
            if (Presented(http.Request.Headers) is { IsEmpty: false } key && wrong.Note(http.Connection.RemoteIpAddress, KeyHash.Of(key)) is { } after)
            {
                refusals.Note(http, "rate_limited");
                return (null, HubProblem.RetryLater("rate_limited", after));
            }
            // A browser's page of another site can send the cookie but no key.
            if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.Cookie.Count > 0 && http.Request.Headers.Authorization.Count == 0) return (null, Refuse(http, "antiforgery"));
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return (null, Refuse(http, "unauthorized"));
        }
        return (grant, null);
    }

    /// <summary>Whether the key holds from where it is used and is not used too often. Null: it does, and its use is noted.</summary>
    public IResult? Admit(HttpContext http, AgentGrant grant)
    {
        if (!grant.AllowsAddress(http.Connection.RemoteIpAddress)) return HubProblem.Create("network_not_allowed");
        if (rates.Take(grant) is { } after) return HubProblem.RetryLater("rate_limited", after);
        use.Note(grant, Auditing.AddressOf(http));
        return null;
    }

    private ProblemHttpResult Refuse(HttpContext http, string code)
    {
        refusals.Note(http, code);
        return HubProblem.Create(code);
    }

    private bool HoldsKey(IQueryCollection query, Predicate<string> isKey) =>
        KeyParameters.Any(name => query[name].Any(value => value is not null && (isKey(value) || keys.Find(value) is not null)));

    /// <summary>Whether a query is worth reading for this: most have none of the names, and a platform's may be long.</summary>
    private static bool MayHoldKey(string? query) =>
        query.AsSpan().ContainsAny(InKeyParameters);

    /// <summary>An address stands in the logs of whatever lies between: a key that was in one must be replaced.</summary>
    private void ReportExposed(HttpContext http)
    {
        foreach (var presented in KeyParameters.SelectMany(name => http.Request.Query[name].AsEnumerable()))
            if (keys.Find(presented) is { } grant) LogExposed(grant.Id, grant.Name);
    }

    /// <summary>
    /// A connection mostly brings the same key again, and the server then gives its header as the same string: it is hashed once. Whether the
    /// key still holds is looked up each time.
    /// </summary>
    private AgentGrant? FindPresented(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.Authorization is not [{ } authorization] || http.Features.Get<IConnectionItemsFeature>()?.Items is not { } connection) return keys.Find(Presented(headers));
        if (connection.TryGetValue(Hashed, out var last) && last is HashedHeader hashed && ReferenceEquals(hashed.Authorization, authorization)) return keys.Find(hashed.Hash);
        if (KeyHash.Of(Presented(headers)) is not { } hash) return null;
        connection[Hashed] = new HashedHeader(authorization, hash);
        return keys.Find(hash);
    }

    private static ReadOnlySpan<char> Presented(IHeaderDictionary headers)
    {
        if (headers.Authorization is [{ } authorization])
            return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(7).Trim() : default;
        return headers["X-API-Key"] is [{ } key] ? key.AsSpan().Trim() : default;
    }

    private sealed record HashedHeader(string Authorization, KeyHash Hash)
    {
        public override string ToString() => "HashedHeader(***)";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent key {KeyId} ({Name}) was sent in an address, so it is exposed: replace it")]
    private partial void LogExposed(string keyId, string name);
}
