using Microsoft.Extensions.Options;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.ConnectLinks;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.ConnectLinks;

/// <summary>Where an agent makes a link for a person to connect an account with.</summary>
internal static class ConnectLinkEndpoints
{
    public static void MapConnectLinks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/connect-links", Create).RequireAgent().Audited(AuditEvents.LinkMade).WithTags("Connect links").Produces<ConnectLinkDocument>(StatusCodes.Status201Created)
            .Described("createConnectLink", "A one-time link by which a person connects an account", "Needs the action connect:link. At most thirty a minute.").Answers(201, "The link.").OpensVault()
            .Problems("unknown_platform", "forbidden", "return_to_invalid", "not_connected", "ambiguous_account", "platform_not_configured", "redirect_not_accepted", "state_store_unavailable");
        endpoints.MapConnectPages();
    }

    private static async Task<IResult> Create(
        ConnectLinkBody body, HttpContext context, ConnectionSelector selector, PlatformCatalog catalog, PlatformClients platforms, RedirectAcceptance redirects,
        IOptions<ConnectLinkOptions> options, ConnectLinkMaker maker, TimeProvider time)
    {
        var (grant, scope) = (context.Grant(), context.Audit());
        scope.Platform = body.Platform is { Length: <= 64 } named ? named : null;
        if (catalog.Find(body.Platform ?? "") is not { Kind: PlatformKind.OAuth2 } platform) return HubProblem.Create("unknown_platform");
        if (!grant.Allows(AgentAction.LinkConnect) || !grant.AllowsPlatform(platform.Id)) return HubProblem.Create("forbidden");
        var (user, problem) = ConnectionSelector.UserOf(grant, body.User);
        if (user is null) return problem!;
        scope.User = user;
        if (!grant.AllowsUser(user)) return HubProblem.Create("forbidden");
        if (body is { Account: not null, Connection: not null }) return HubProblem.Create("invalid_request", "Give account or connection, not both.");
        if (body.ReturnTo is { } returnTo && !ReturnAddress.IsAllowed(returnTo, options.Value.ReturnTo))
            return HubProblem.Create("return_to_invalid", "return_to must be one of the addresses that the operator lists in OAuthHub:ConnectLinks:ReturnTo, or below one.");

        string? connection = null;
        if ((body.Connection ?? body.Account) is { } wanted)
        {
            var (found, refusal) = await selector.SelectAsync(grant, AgentAction.LinkConnect, platform.Id, user, wanted, context.RequestAborted);
            if (found is null) return refusal!;
            connection = scope.Connection = found.Id;
        }
        if (!ConnectLinkReach.Includes(grant, connection)) return HubProblem.Create("forbidden", "This key is for single connections: name one of them.");
        var client = platforms.Find(platform.Id, new Dictionary<string, string>());
        // Where a server or a shop is asked for first, whose client it is shows later.
        if (client is null && !platform.TemplateVariables.Any(variable => variable.AskUser)) return HubProblem.Create("platform_not_configured");
        if (redirects.FindRefusal(platform) is { } finding) return HubProblem.Create("redirect_not_accepted", finding.Text);
        var usual = client?.Scopes ?? platform.Authorization.Scopes;
        if (body.Scopes?.FirstOrDefault(scope => !usual.Contains(scope, StringComparer.Ordinal)) is { } foreign)
            return HubProblem.Create("invalid_request", $"scopes may name only what this hub asks of {platform.Name}: {string.Join(' ', usual)}.", ("scope", foreign.Length > 100 ? null : foreign));

        var link = new ConnectLink { User = user, PlatformId = platform.Id, ConnectionId = connection, ReturnTo = body.ReturnTo, Scopes = [.. (body.Scopes ?? []).Distinct(StringComparer.Ordinal)], KeyId = grant.Id, KeyName = grant.Name, MadeAt = time.GetUtcNow() };
        try
        {
            if (await maker.MakeAsync(link, context.RequestAborted) is not { } made) return HubProblem.RetryLater("rate_limited", TimeSpan.FromMinutes(1));
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Created((string?)null, new ConnectLinkDocument(maker.UrlOf(made.Token), made.ExpiresAt));
        }
        catch (CoordinationUnavailableException)
        {
            return HubProblem.RetryLater("state_store_unavailable", TimeSpan.FromSeconds(5));
        }
    }
}

/// <param name="Platform">The platform's id.</param>
/// <param name="User">Whose account it will be; may be left out when the key is for one user.</param>
/// <param name="Account">To reconnect: the id of an account or a connection.</param>
/// <param name="Connection">The same by the connection's id.</param>
/// <param name="ReturnTo">Where the person ends, of the operator's list; left out: a page of the hub.</param>
/// <param name="Scopes">Fewer than the hub usually asks of the platform; left out: those.</param>
internal sealed record ConnectLinkBody(string? Platform, string? User = null, string? Account = null, string? Connection = null, string? ReturnTo = null, IReadOnlyList<string>? Scopes = null);

/// <param name="Url">For the person. It works once.</param>
/// <param name="ExpiresAt">Until when: 30 minutes.</param>
internal sealed record ConnectLinkDocument(string Url, DateTimeOffset ExpiresAt);
