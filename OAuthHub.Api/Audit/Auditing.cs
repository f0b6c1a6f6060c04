using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>Writes a request into the audit when its answer is known.</summary>
internal static class Auditing
{
    private static readonly object Item = new();

    /// <summary>Names what a route does. Without it a route is not in the audit: it changes nothing and gives nothing away.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder builder, string what)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditWord(what));

    /// <summary>For routes of the dashboard that change something.</summary>
    public static ValueTask<object?> OfUser(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        RunAsync(context, next, AuditActor.User(context.HttpContext.User.UserIdOrNull));

    /// <summary>Where the request's doings are noted.</summary>
    public static AuditScope Audit(this HttpContext context)
    {
        if (context.Items[Item] is AuditScope scope) return scope;
        context.Items[Item] = scope = new AuditScope { Platform = context.GetRouteValue("platform") as string };
        return scope;
    }

    public static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, AuditActor actor)
    {
        var http = context.HttpContext;
        var result = await next(context);
        if (http.GetEndpoint()?.Metadata.GetMetadata<AuditWord>() is { } word) Write(http, actor, word.What, result);
        return result;
    }

    public static void Write(HttpContext http, AuditActor actor, string what, object? result) => http.RequestServices.GetRequiredService<AuditLog>().Write(http, actor, what, result);

    /// <summary>Writes what a request did.</summary>
    /// <param name="result">The hub's own answer, which tells the outcome unless the request's scope does.</param>
    public static void Write(this AuditLog log, HttpContext http, AuditActor actor, string what, object? result) => log.Write(http, http.Audit(), actor, what, result);

    public static void Write(this AuditLog log, HttpContext http, AuditScope scope, AuditActor actor, string what, object? result) =>
        log.Write(new AuditEntry(what, scope.Outcome ?? HubProblem.CodeOf(result) ?? AuditEntry.Ok, actor)
        {
            User = scope.User,
            Platform = scope.Platform,
            Connection = scope.Connection,
            Detail = scope.Detail ?? (scope.Connection is null ? http.GetRouteValue("id") as string : null),
            RemainingSeconds = scope.RemainingSeconds,
            Address = AddressOf(http),
        }, scope.Found);

    public static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : http.Connection.RemoteIpAddress?.ToString();
}
