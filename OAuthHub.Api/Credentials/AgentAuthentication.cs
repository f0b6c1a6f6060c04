using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Credentials;

/// <summary>
/// Lets an agent's request through by its key, from <c>Authorization: Bearer</c> or <c>X-API-Key</c>; never from the address. A
/// dashboard cookie opens nothing here.
/// </summary>
internal static partial class AgentAuthentication
{
    private static readonly string[] KeyParameters = ["key", "api_key", "apikey", "access_token", "token"];
    private static readonly object Item = new();

    /// <summary>For routes that take an agent key.</summary>
    public static TBuilder RequireAgent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(Require).Needs(SecuritySchemes.AgentKey, SecuritySchemes.ApiKey)
            .Problems("unauthorized", "key_in_url", "network_not_allowed", "rate_limited").ProblemsOf(HttpMethods.Post, "antiforgery");

    public static ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => Admit(context, next, _ => true);

    /// <summary>The same where the query is a platform's, which may have parameters of these names: an agent key alone must not be among them.</summary>
    public static ValueTask<object?> RequireForProxy(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => Admit(context, next, AgentKeyFormat.IsWellFormed);

    private static ValueTask<object?> Admit(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Predicate<string> isKey)
    {
        var http = context.HttpContext;
        if (Identify(http, isKey) is { } refusal) return new(refusal);
        var grant = http.Grant();
        return Auditing.RunAsync(context, WithinLimits, AuditActor.Agent(grant.Id, grant.Name));

        ValueTask<object?> WithinLimits(EndpointFilterInvocationContext inner)
        {
            if (!grant.AllowsAddress(http.Connection.RemoteIpAddress)) return new(HubProblem.Create("network_not_allowed"));
            if (http.RequestServices.GetRequiredService<AgentRates>().Take(grant) is { } after) return new(HubProblem.RetryLater("rate_limited", after));
            http.RequestServices.GetRequiredService<KeyUse>().Note(grant, Auditing.AddressOf(http));
            return next(inner);
        }
    }

    /// <summary>Finds out whose request it is, and no more. Null: from now on <see cref="Grant"/> tells it.</summary>
    public static ProblemHttpResult? Identify(HttpContext http) => Identify(http, _ => true);

    private static ProblemHttpResult? Identify(HttpContext http, Predicate<string> isKey)
    {
        var keys = http.RequestServices.GetRequiredService<AgentKeys>();
        if (MayHoldKey(http.Request.QueryString.Value) && KeyParameters.Any(name => http.Request.Query[name].Any(value => value is not null && (isKey(value) || keys.Find(value) is not null))))
        {
            ReportExposed(http, keys);
            return Refuse(http, "key_in_url");
        }
        if (keys.Find(Presented(http.Request.Headers)) is not { } grant)
        {
            // A browser's page of another site can send the cookie but no key.
            if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers.Cookie.Count > 0 && http.Request.Headers.Authorization.Count == 0) return Refuse(http, "antiforgery");
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Refuse(http, "unauthorized");
        }
        http.Items[Item] = grant;
        return null;
    }

    private static ProblemHttpResult Refuse(HttpContext http, string code)
    {
        http.RequestServices.GetRequiredService<AnonymousRefusals>().Note(http, code);
        return HubProblem.Create(code);
    }

    /// <summary>What the key of this request may do.</summary>
    public static AgentGrant Grant(this HttpContext context) => (AgentGrant)context.Items[Item]!;

    /// <summary>Null: the request is not an agent's.</summary>
    public static AgentGrant? GrantOrNull(this HttpContext context) => context.Items[Item] as AgentGrant;

    /// <summary>Whether a query is worth reading for this: most have none of the names, and a platform's may be long.</summary>
    private static bool MayHoldKey(string? query) =>
        !string.IsNullOrEmpty(query) && (query.Contains("key", StringComparison.OrdinalIgnoreCase) || query.Contains("token", StringComparison.OrdinalIgnoreCase) || query.Contains('%', StringComparison.Ordinal));

    /// <summary>An address stands in the logs of whatever lies between: a key that was in one must be replaced.</summary>
    private static void ReportExposed(HttpContext http, AgentKeys keys)
    {
        foreach (var presented in KeyParameters.SelectMany(name => http.Request.Query[name].AsEnumerable()))
            if (keys.Find(presented) is { } grant)
                LogExposed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("OAuthHub.Api.Credentials.AgentAuthentication"), grant.Id, grant.Name);
    }

    private static ReadOnlySpan<char> Presented(IHeaderDictionary headers)
    {
        if (headers.Authorization is [{ } authorization])
            return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(7).Trim() : default;
        return headers["X-API-Key"] is [{ } key] ? key.AsSpan().Trim() : default;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agent key {KeyId} ({Name}) was sent in an address, so it is exposed: replace it")]
    private static partial void LogExposed(ILogger logger, string keyId, string name);
}
