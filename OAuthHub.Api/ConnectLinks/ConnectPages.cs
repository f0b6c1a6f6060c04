using System.Security.Claims;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.ConnectLinks;

/// <summary>
/// What a person sees who opens a connect link. Opening it changes nothing, since mail scanners and previews open links too; the button uses
/// it up, once, and leaves a <see cref="LinkSession"/>.
/// </summary>
internal static class ConnectPages
{
    private const int TokenLength = 43; // 32 bytes as base64url

    public static void MapConnectPages(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("/connect").WithTags("Connect links");
        pages.MapGet(LinkSession.EndPage["/connect".Length..], Done).Described("showConnectEnd", "The page on which a link ends that names no other address")
            .Query("platform", "The platform's id.").Query("status", "success or error.").Query("reason", "Why not.").AnswersPage(200, "How it went.");
        var links = pages.MapGroup("/{token}").ProblemsAsPages().Parameter("token", "The link's secret, 43 characters.").Problems("link_unknown", "link_used", "link_expired", "user_mismatch", "state_store_unavailable");
        links.MapGet("", Show).Described("showConnectLink", "The page of a connect link: what it is for, with one button").AnswersPage(200, "The page. Opening it changes nothing.");
        links.MapPost("", Use).AddEndpointFilter(SameOrigin.RequireForm).Described("useConnectLink", "The button of that page: uses the link up").Answers(303, "To the login at the link's platform.").Problems("antiforgery");
    }

    private static async Task<IResult> Show(string token, HttpContext context, ClaimsPrincipal user, IConnectLinks links, AgentKeys keys, PlatformCatalog catalog, PlatformClients platforms, HubAddress hub, CancellationToken cancellationToken)
    {
        var (link, code) = await LookAsync(token, user, keys, fingerprint => links.FindAsync(fingerprint, cancellationToken));
        if (link is null) return Refuse(context, user, code);
        context.Response.Headers.ContentSecurityPolicy = BrowserPage.FormPolicy;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        context.Response.Headers["Referrer-Policy"] = "same-origin"; // so that a browser without Sec-Fetch-Site says where the form came from
        var platform = catalog.Find(link.PlatformId)!;
        var scopes = link.Scopes.Count > 0 ? link.Scopes : platforms.Find(platform.Id, new Dictionary<string, string>())?.Scopes ?? platform.Authorization.Scopes;
        return ConnectText.Ask(PageLanguage.Of(context), link, platform, scopes, hub.PublicUrl, token);
    }

    private static async Task<IResult> Use(string token, HttpContext context, ClaimsPrincipal user, IConnectLinks links, AgentKeys keys, AuditLog audit, CancellationToken cancellationToken)
    {
        var address = Auditing.AddressOf(context);
        // Looked at first: whoever is somebody else does not use up the link of the person that it is for.
        var (link, code) = await LookAsync(token, user, keys, fingerprint => links.FindAsync(fingerprint, cancellationToken));
        if (link is not null) (link, code) = await LookAsync(token, user, keys, fingerprint => links.TakeAsync(fingerprint, cancellationToken));
        if (link is null)
        {
            audit.Write(new AuditEntry(AuditEvents.LinkUsed, code, AuditActor.User(user.UserIdOrNull)) { Address = address });
            return Refuse(context, user, code);
        }
        audit.Write(new AuditEntry(AuditEvents.LinkUsed, AuditEntry.Ok, AuditActor.User(link.User)) { User = link.User, Platform = link.PlatformId, Connection = link.ConnectionId, Detail = "made by " + link.KeyId, Address = address });
        await LinkSession.BeginAsync(context, link, SecretFingerprint.Of(token));
        return new SeeOther($"/auth/{link.PlatformId}/login?via=link");
    }

    private static async Task<IResult> Done(HttpContext context, PlatformCatalog catalog)
    {
        var query = context.Request.Query;
        var platform = catalog.Find(query["platform"].ToString());
        context.Response.Headers.CacheControl = "no-store";
        var language = PageLanguage.Of(context);
        if (query["status"] == "success") return ConnectText.Connected(language, platform);
        var canTryAgain = platform is not null && await LinkSession.FindAsync(context) is { } session && string.Equals(session.Platform, platform.Id, StringComparison.Ordinal);
        return ConnectText.NotConnected(language, platform, query["reason"].ToString(), canTryAgain);
    }

    /// <summary>The link, or the code that says why it is of no use to this person.</summary>
    private static async Task<(ConnectLink? Link, string Code)> LookAsync(string token, ClaimsPrincipal user, AgentKeys keys, Func<SecretFingerprint, ValueTask<ConnectLinkState>> look)
    {
        if (token.Length != TokenLength) return (null, "link_unknown");
        try
        {
            var state = await look(SecretFingerprint.Of(token));
            if (state is not ConnectLinkState.Open(var link)) return (null, ((ConnectLinkState.Closed)state).Code);
            // What a key has begun ends with the key.
            if (keys.FindById(link.KeyId)?.Allows(AgentAction.LinkConnect) is not true) return (null, "link_unknown");
            return user.UserIdOrNull is { } other && !string.Equals(other, link.User, StringComparison.Ordinal) ? (null, "user_mismatch") : (link, AuditEntry.Ok);
        }
        catch (CoordinationUnavailableException)
        {
            return (null, "state_store_unavailable");
        }
    }

    private static IResult Refuse(HttpContext context, ClaimsPrincipal user, string code)
    {
        context.Response.Headers.CacheControl = "no-store";
        return code is "user_mismatch"
            ? BrowserPage.Problem(context, code,
                $"You are signed in to this hub as {user.UserIdOrNull}, and the link is for another user. Sign out in the dashboard, or open the link in another browser or a private window.",
                $"Du bist an diesem Hub als {user.UserIdOrNull} angemeldet, und der Link ist für jemand anderen. Melde dich im Dashboard ab, oder öffne den Link in einem anderen Browser oder einem privaten Fenster.")
            : BrowserPage.Problem(context, code);
    }
}
