using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Hosting;
using OAuthHub.Api.Events;
using OAuthHub.Api.OpenApi;
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
        var agents = endpoints.MapGroup("").RequireAgent().WithTags("Credentials").OpensVault();
        agents.MapGet("/credentials", List).Audited(AuditEvents.ConnectionsListed).Produces<AgentConnectionList>()
            .Described("listCredentials", "The connections that the key may use, without tokens", "Needs the action token:read.").Parameter("user", "Only this user's.").Answers(200, "The connections.").Problems("forbidden");
        agents.MapGet("/credentials/{platform}", Read).Audited(AuditEvents.TokenRead).Produces<CredentialDocument>()
            .Described("getCredential", "A live access token", "Needs the action token:read. A token is served as long as it lives; one that has ended never is.").Answers(200, "The token.")
            .Parameter("platform", "The platform's id.").Query("user", "May be left out when the key is for one user.").Query("account", "An account's id or a connection's; needed where several are connected.")
            .Query("min_ttl", "The life that the token should have left, in seconds, 0 to 86400.", JsonSchemaType.Integer)
            .Query("wait_newer_than", "Answers only when there is a token of a higher generation, or none will come, or the time is over.", JsonSchemaType.Integer)
            .Query("timeout", "The longest wait in seconds, 1 to 60; 30 when left out.", JsonSchemaType.Integer).Problems("duplicate_parameter").Problems(CredentialAnswers.Codes);
        agents.MapPost("/auth/{platform}/refresh", Refresh).Audited(AuditEvents.TokenRefreshed).Produces<CredentialDocument>().OptionalBody<RefreshBody>()
            .Described("refreshCredential", "Refreshes now, or gives the newer token if the refused one is already replaced", "Needs the action token:refresh.").Answers(200, "The token that is newest now.")
            .Parameter("platform", "The platform's id.").Problems(CredentialAnswers.Codes);
    }

    private static async Task<IResult> Read(string platform, HttpContext context, ConnectionSelector selector, TokenReader tokens, NewerToken newer, AgentPlaces places, CredentialAnswers answers)
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

        if (wait.NewerThan is not null)
        {
            using var place = places.TryTake(context.Grant().Id, AgentPlace.Wait);
            if (place is null) return HubProblem.RetryLater("rate_limited", NewerToken.BusyFor);
            if (!await newer.WaitAsync(context.Grant(), found.Id, wait, context.RequestAborted)) return HubProblem.Create("unauthorized");
        }
        return await answers.OfAsync(context, await tokens.ReadAsync(found, minimumLife, context.RequestAborted), found);
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
            .Select(entry => new AgentConnectionView(entry.Id, entry.PlatformId, entry.User, AgentAccountView.Of(entry), entry.State, entry.Reason, entry.ExpiresAt));
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

/// <param name="User">May be left out when the key is for one user.</param>
/// <param name="Account">An account's id or a connection's; needed where several are connected.</param>
/// <param name="RejectedTokenSha256">The SHA-256 (64 hex digits) of a token that the platform refused: if there is a newer one already, it is given.</param>
internal sealed record RefreshBody(string? User = null, string? Account = null, string? RejectedTokenSha256 = null);

/// <param name="Items">By user, platform and id.</param>
internal sealed record AgentConnectionList(IReadOnlyList<AgentConnectionView> Items);

/// <param name="Connection">The connection's id.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="User">Whose account it is.</param>
/// <param name="Account">Which account.</param>
/// <param name="State">What may be done with it.</param>
/// <param name="Reason">Why it is not in use; null: it is.</param>
/// <param name="ExpiresAt">The token's end; null: no known end.</param>
internal sealed record AgentConnectionView(string Connection, string Platform, string User, AgentAccountView Account, ConnectionState State, string? Reason, DateTimeOffset? ExpiresAt);

/// <param name="Id">What the platform calls the account; stable.</param>
/// <param name="Name">For people.</param>
/// <param name="Label">What the person calls it; left out: nothing, or it is not told, as in events.</param>
internal sealed record AgentAccountView(string Id, string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label)
{
    public static AgentAccountView Of(ConnectionSummary connection) => new(connection.Account.Id, connection.Account.Name, connection.Label);
}
