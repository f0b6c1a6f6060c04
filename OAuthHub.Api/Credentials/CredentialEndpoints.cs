using System.Text.Json;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Hosting;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Api.Credentials;

/// <summary>What agents ask for: live access tokens.</summary>
internal static class CredentialEndpoints
{
    private static readonly string[] Parameters = ["user", "account", "min_ttl", "wait_newer_than", "timeout"];
    private static readonly TimeSpan LongestMinimumLife = TimeSpan.FromDays(1);

    public static void MapCredentials(this IEndpointRouteBuilder endpoints)
    {
        var agents = endpoints.MapGroup("").AddEndpointFilter(AgentAuthentication.Require).WithTags("Credentials");
        agents.MapGet("/credentials", List).Audited(AuditEvents.ConnectionsListed).Produces<AgentConnectionList>();
        agents.MapGet("/credentials/{platform}", Read).Audited(AuditEvents.TokenRead).Produces<CredentialDocument>().AddOpenApiOperationTransformer(CredentialDocument.DescribeRead);
        agents.MapPost("/auth/{platform}/refresh", Refresh).Audited(AuditEvents.TokenRefreshed).Produces<CredentialDocument>().AddOpenApiOperationTransformer(CredentialDocument.DescribeRefresh);
    }

    private static async Task<IResult> Read(string platform, HttpContext context, ConnectionSelector selector, TokenReader tokens, NewerToken newer, CredentialAnswers answers)
    {
        string? user = null, account = null, minimum = null, newerThan = null, timeout = null;
        if (context.Request.QueryString.HasValue)
        {
            var query = context.Request.Query;
            if (Parameters.Any(name => query[name].Count > 1)) return HubProblem.Create("duplicate_parameter");
            (user, account, minimum, newerThan, timeout) = (query["user"], query["account"], query["min_ttl"], query["wait_newer_than"], query["timeout"]);
        }
        if (MinimumLife(minimum) is not { } minimumLife) return HubProblem.Create("invalid_request", "min_ttl is a whole number of seconds from 0 to 86400.");
        if (NewerToken.Read(newerThan, timeout) is not { } wait) return HubProblem.Create("invalid_request", "wait_newer_than is a generation, and timeout a whole number of seconds from 1 to 60, beside it.");
        var (found, problem) = await selector.SelectAsync(context.Grant(), AgentAction.ReadToken, platform, user, account, context.RequestAborted);
        if (found is null) return problem!;

        if (!await newer.WaitAsync(context.Grant(), found.Id, wait, context.RequestAborted)) return HubProblem.Create("unauthorized");
        return await answers.OfAsync(context, await tokens.ReadAsync(found.Id, minimumLife, context.RequestAborted), found);
    }

    private static async Task<IResult> Refresh(string platform, HttpContext context, ConnectionSelector selector, TokenReader tokens, CredentialAnswers answers, HubMeter meter)
    {
        var (body, problem) = await ReadBodyAsync(context);
        if (problem is not null) return problem;
        SecretFingerprint? rejected = null;
        if (body?.RejectedTokenSha256 is { } hex)
        {
            if (!SecretFingerprint.TryParse(hex, out var fingerprint)) return HubProblem.Create("invalid_request", "rejected_token_sha256 is the SHA-256 of the refused token, as 64 hex digits.");
            rejected = fingerprint;
        }
        (var found, problem) = await selector.SelectAsync(context.Grant(), AgentAction.RefreshToken, platform, body?.User, body?.Account, context.RequestAborted);
        if (found is null) return problem!;

        if (rejected is not null) meter.Rejected(found.PlatformId);
        var request = new RefreshRequest(rejected is null ? RefreshReason.Asked : RefreshReason.Rejected) { Rejected = rejected };
        return await answers.OfAsync(context, await tokens.WaitAsync(found.Id, request, context.RequestAborted), found);
    }

    private static async Task<IResult> List(HttpContext context, ConnectionStore connections, ConnectionFinder finder, string? user)
    {
        var grant = context.Grant();
        if (!grant.Allows(AgentAction.ReadToken)) return HubProblem.Create("forbidden");
        var users = user is not null ? [user] : grant.Users;
        var found = users.Count == 0 ? await finder.ConfirmAsync(connections.Index.All, context.RequestAborted) : [];
        foreach (var one in users.Where(grant.AllowsUser)) found = [.. found, .. await finder.FindAsync(one, context.RequestAborted)];
        var items = found
            .Where(entry => grant.AllowsUser(entry.User) && grant.AllowsPlatform(entry.PlatformId) && grant.AllowsConnection(entry.Id) && (user is null || string.Equals(entry.User, user, StringComparison.Ordinal)))
            .Where(entry => entry.State is not ConnectionState.Revoking)
            .OrderBy(entry => entry.User, StringComparer.Ordinal).ThenBy(entry => entry.PlatformId, StringComparer.Ordinal).ThenBy(entry => entry.Id, StringComparer.Ordinal)
            .Select(entry => new AgentConnectionView(entry.Id, entry.PlatformId, entry.User, new AgentAccountView(entry.Account.Id, entry.Account.Name), entry.State, entry.Reason, entry.ExpiresAt));
        return TypedResults.Ok(new AgentConnectionList([.. items]));
    }

    private static TimeSpan? MinimumLife(string? text) =>
        text is null ? TimeSpan.Zero
        : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestMinimumLife.TotalSeconds ? TimeSpan.FromSeconds(seconds)
        : null;

    private static async Task<(RefreshBody? Body, IResult? Problem)> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentType is null && context.Request.ContentLength is null or 0) return (null, null);
        // JSON is UTF-8 (RFC 8259 section 8.1); the framework would fail at a character set that it does not know.
        if (!context.Request.HasJsonContentType() || context.Request.GetTypedHeaders().ContentType is { Charset.Value: { Length: > 0 } set } && !set.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return (null, HubProblem.Create("unsupported_media_type"));
        try
        {
            return (await context.Request.ReadFromJsonAsync<RefreshBody>(context.RequestAborted), null);
        }
        catch (JsonException)
        {
            return (null, HubProblem.Create("invalid_request", "The body is a JSON object with the optional members user, account and rejected_token_sha256."));
        }
    }
}

internal sealed record RefreshBody(string? User = null, string? Account = null, string? RejectedTokenSha256 = null);

internal sealed record AgentConnectionList(IReadOnlyList<AgentConnectionView> Items);

internal sealed record AgentConnectionView(string Connection, string Platform, string User, AgentAccountView Account, ConnectionState State, string? Reason, DateTimeOffset? ExpiresAt);

internal sealed record AgentAccountView(string Id, string Name);
