using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OAuthHub.Api.Problems;

/// <summary>
/// Error answers: RFC 9457 problem documents with a stable <c>code</c>, a title that says what happened and a detail that says
/// what to do. One line here for each code that a caller can meet.
/// </summary>
internal static class HubProblem
{
    private static readonly Dictionary<string, (int Status, string Title, string Detail)> Known = new(StringComparer.Ordinal)
    {
        ["invalid_request"] = (400, "The request is not valid.", "Correct the request as the documentation of this route says."),
        ["duplicate_parameter"] = (400, "A parameter was sent more than once.", "Send each parameter once."),
        ["return_to_invalid"] = (400, "The address to return to is not allowed.", "Give a path of this hub's dashboard, such as /dashboard."),
        ["value_missing"] = (400, "The hub must know more about the account first.", "Give each of the values as a query parameter of this address."),
        ["value_invalid"] = (400, "A value cannot be used.", "Correct it as its description says."),
        ["scope_not_offered"] = (400, "The choice of scopes does not fit what this hub asks for.", "Choose at least one, and of the platform's scopes as GET /api/platforms/{id} lists them."),
        ["key_in_url"] = (400, "A key was sent in the address.", "Addresses end up in logs. Send the key in the header Authorization: Bearer …, and replace the one that was sent."),
        ["url_not_allowed"] = (400, "The hub does not call that server.", "Give the name that the server has on the public internet, such as social.example, without https:// and path. One in the hub's own network is for the operator to add to OAuthHub:Network:AllowedHosts."),
        ["upgrade_not_supported"] = (400, "The proxy does not switch protocols.", "Send a plain HTTP request, without the Upgrade header: WebSockets and the like do not pass."),
        ["unauthorized"] = (401, "The key is missing or not valid.", "Send a valid agent key in the header Authorization: Bearer …."),
        ["not_signed_in"] = (401, "You are not signed in.", "Sign in at the dashboard, or open the start link that the hub printed to its console."),
        ["forbidden"] = (403, "You may not do that.", "With a key: ask the operator for one with the platform and action that you need. In the dashboard: only operators of the hub may."),
        ["origin_not_allowed"] = (403, "The request comes from a foreign page, or under a name that is not this hub's.", "Use the hub's public address. A further name under which agents reach it is for the operator to add to OAuthHub:Mcp:Hosts."),
        ["network_not_allowed"] = (403, "This key is not accepted from where you are.", "Use it from one of the networks that it is bound to, or ask the operator to change them."),
        ["antiforgery"] = (403, "The request does not come from this hub's own page.", "Use the dashboard, or an agent key in the Authorization header."),
        ["user_mismatch"] = (403, "You are signed in as somebody else.", "The link is for another user of this hub. Sign out first, or open it in another browser or a private window."),
        ["unknown_platform"] = (404, "There is no such platform.", "GET /api/platforms lists the platforms; their ids are lower case."),
        ["not_connected"] = (404, "There is no such connection.", "Connect the account in the dashboard first."),
        ["link_unknown"] = (404, "There is no such link.", "Ask whoever sent it to you for a new one; copy the whole address."),
        ["no_such_key"] = (404, "There is no such key.", "GET the list of keys for their ids. The bootstrap key is changed where it is configured."),
        ["not_found"] = (404, "There is nothing here.", "Check the address."),
        ["method_not_allowed"] = (405, "This method is not allowed here.", "Check the method against the documentation."),
        ["request_timeout"] = (408, "The request came too slowly.", "Send its body at no less than 240 bytes a second."),
        ["needs_reconnect"] = (409, "The account must be reconnected.", "Show the person the reconnect_url."),
        ["quarantined"] = (409, "The connection is set aside until an operator decides.", "The operator finds the reason in the dashboard."),
        ["ambiguous_account"] = (409, "Several accounts of this platform are connected.", "Name one of them with ?account=."),
        ["platform_not_configured"] = (409, "The platform is not set up.", "The operator enters its client id and secret in the dashboard."),
        ["api_not_callable"] = (409, "The hub cannot call this platform's API.", "Its entry has no address for this account, or a way of authorization that the proxy does not have. Use the token itself (GET /credentials/{platform}), or have the operator set OAuthHub:Platforms:{id}:Api:BaseUrl."),
        ["variable_not_set"] = (409, "The platform is not set up whole.", "It needs a value that the operator sets, OAuthHub:Platforms:{id}:Variables:{name}; the platform's page says which."),
        ["redirect_not_accepted"] = (409, "The platform will not send anybody back to this hub.", "The hub's address breaks a rule of the platform. The operator finds it on the platform's page in the dashboard."),
        ["set_by_configuration"] = (409, "This is set by configuration.", "Change it where the hub is configured."),
        ["not_quarantined"] = (409, "The connection is not set aside, or its record cannot be opened.", "Reconnect the account."),
        ["link_used"] = (410, "This link was used already.", "Each link works once. If the account is not connected, ask whoever sent it to you for a new one."),
        ["link_expired"] = (410, "This link is too old.", "Links work for 30 minutes. Ask whoever sent it to you for a new one."),
        ["body_too_large"] = (413, "The request is too large.", "Send at most 64 KiB."),
        ["unsupported_media_type"] = (415, "This content type is not accepted.", "Send the body as application/json, or none."),
        ["rate_limited"] = (429, "Too soon.", "Wait for the time in Retry-After."),
        ["token_too_young"] = (429, "The platform does not renew so young a token.", "Wait for the time in Retry-After, after which the hub can renew it. If no call accepts the token, its person reconnects the account; that gives another at once."),
        ["vault_integrity"] = (500, "The stored record does not verify.", "The connection is set aside. The operator restores the record or the person reconnects the account."),
        ["internal"] = (500, "Something went wrong in the hub.", "The operator finds more in the hub's log."),
        ["authorization_refused"] = (502, "The platform does not take the hub's sign-in request.", "The operator checks the client id and the scopes against what the platform's page says."),
        ["identity_not_found"] = (404, "There is no such account.", "Check the handle: it is the whole name, such as ada.bsky.social, and it must lead to the account that names it."),
        ["public_address_needed"] = (409, "The platform must be able to reach this hub.", "The operator gives the hub an https address in OAuthHub:PublicUrl; on the operator's own machine, http://127.0.0.1 with its port."),
        ["issuer_mismatch"] = (502, "The account's server and the one that signs in for it do not fit together.", "Try again later; if it stays, ask whoever runs the account's server."),
        ["registration_refused"] = (502, "The server gives this hub no client.", "Look whether the name is that of the server meant, and whether it is up; its operator may not allow new apps."),
        ["platform_bad_response"] = (502, "The platform's answer made no sense, and no live token is left.", "Try again after the time in Retry-After."),
        ["platform_tls_error"] = (502, "The platform's certificate is not valid, and no live token is left.", "Try again after the time in Retry-After; the operator should look at the hub's network."),
        ["blocked_address"] = (502, "The server's name leads where the hub does not go.", "If it is a server in the hub's own network, the operator adds it to OAuthHub:Network:AllowedHosts; the hub's log says where the name leads."),
        ["upstream_unavailable"] = (502, "The platform did not answer the call.", "It could not be reached, or broke off. Whether it did what was asked is not known: look before you repeat a call that changes something."),
        ["upstream_bad_response"] = (502, "The platform's answer was no HTTP.", "Its head was broken or longer than 64 KiB. Whether it did what was asked is not known: look before you repeat a call that changes something."),
        ["upstream_tls_error"] = (502, "The platform's certificate is not valid, so the call was not sent.", "Try again later; the operator should look at the hub's network."),
        ["platform_unavailable"] = (503, "The platform cannot be reached, and no live token is left.", "Try again after the time in Retry-After."),
        ["state_store_unavailable"] = (503, "Nobody can sign in at a platform now.", "The hub's Redis does not answer. Try again in a minute; the operator should look at it. What is connected works on."),
        ["lease_unavailable"] = (503, "The token cannot be refreshed now, and the old one has ended.", "The hub's Redis does not answer, and its vault cannot do without. Try again after the time in Retry-After; the operator should look at it."),
        ["vault_unavailable"] = (503, "The hub cannot use its vault now.", "Try again after the time in Retry-After; the operator should look at the hub."),
        ["key_unavailable"] = (503, "The record is sealed with a master key that the hub does not have.", "The operator adds the key to OAuthHub:MasterKey."),
        ["refresh_in_progress"] = (503, "The token is being refreshed and the old one has ended.", "Try again after the time in Retry-After."),
        ["upstream_timeout"] = (504, "The platform did not answer the call in time.", "Whether it did what was asked is not known: look before you repeat a call that changes something. The operator sets the time in OAuthHub:Proxy:HeadTimeoutSeconds."),
        ["platform_timeout"] = (504, "The platform did not answer in time, and no live token is left.", "Try again after the time in Retry-After."),
    };

    public static ProblemHttpResult Create(string code, string? detail = null, params (string Name, object? Value)[] more)
    {
        var (status, title, what) = Known[code];
        var problem = new ProblemDetails { Type = "about:blank", Status = status, Title = title, Detail = detail ?? what, Extensions = { ["code"] = code } };
        foreach (var (name, value) in more)
            if (value is not null) problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }

    /// <summary>With <c>Retry-After</c> in whole seconds, rounded up, at least one.</summary>
    public static IResult RetryLater(string code, TimeSpan after, params (string Name, object? Value)[] more) =>
        new WithRetryAfter(Create(code, null, more), Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)));

    /// <summary>The code of an answer that is a problem; null: it is none.</summary>
    public static string? CodeOf(object? result) => result switch
    {
        ProblemHttpResult problem => problem.ProblemDetails.Extensions.TryGetValue("code", out var code) ? code as string : null,
        WithRetryAfter(var problem, _) => CodeOf(problem),
        INestedHttpResult nested => CodeOf(nested.Result),
        _ => null,
    };

    public static IReadOnlySet<string> Codes { get; } = Known.Keys.ToHashSet(StringComparer.Ordinal);

    public static string TitleOf(string code) => Known[code].Title;

    public static string DetailOf(string code) => Known[code].Detail;

    public static int StatusOf(string code) => Known[code].Status;

    private sealed record WithRetryAfter(ProblemHttpResult Problem, int Seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problem.ExecuteAsync(httpContext);
        }
    }
}
