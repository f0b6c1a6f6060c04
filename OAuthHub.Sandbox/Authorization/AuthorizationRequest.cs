using Microsoft.Extensions.Primitives;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>A request for authorization (RFC 6749 section 4.1.1) that may be put before a person.</summary>
internal sealed record AuthorizationRequest(string RedirectUri, string? State, string Scope, string? CodeChallenge, string? LoginHint)
{
    private static readonly string[] Single =
        ["response_type", "state", "scope", "code_challenge", "code_challenge_method", "login_hint"];

    /// <summary>Why this cannot be sent back by redirect (RFC 6749 section 4.1.2.1: app or address unknown), or null.</summary>
    public static string? Unanswerable(IQueryCollection query, SandboxOptions options) => (query["client_id"], query["redirect_uri"]) switch
    {
        ({ Count: > 1 }, _) or (_, { Count: > 1 }) => "client_id or redirect_uri is given more than once.",
        ({ Count: 0 }, _) => "client_id is missing.",
        (var client, _) when client.ToString() != options.ClientId => "No app with this client_id is registered here.",
        (_, { Count: 0 }) => "redirect_uri is missing.",
        (_, var address) when !IsRedirectUri(address.ToString()) => "redirect_uri is not an http or https address without a fragment.",
        _ => null,
    };

    /// <summary>The request, or the error that goes back to the app.</summary>
    public static (AuthorizationRequest Request, string? Error, string? Description) Read(IQueryCollection query, SandboxKnobs knobs)
    {
        var challenge = Optional(query["code_challenge"]);
        var request = new AuthorizationRequest(
            query["redirect_uri"].ToString(), Optional(query["state"]), Optional(query["scope"]) ?? "profile", challenge, Optional(query["login_hint"]));
        var (error, description) = Judge();
        return (request, error, description);

        (string? Error, string? Description) Judge()
        {
            if (Single.FirstOrDefault(name => query[name].Count > 1) is { } twice) return ("invalid_request", $"{twice} is given more than once");
            if (query["response_type"].Count == 0) return ("invalid_request", "response_type is missing");
            if (query["response_type"] != "code") return ("unsupported_response_type", "only the code flow is offered");
            if (challenge is null)
                return knobs.RequirePkce ? ("invalid_request", "code_challenge is missing; PKCE with S256 is required") : (null, null);
            if (query["code_challenge_method"] != "S256") return ("invalid_request", "code_challenge_method must be S256");
            return Pkce.IsChallenge(challenge) ? (null, null) : ("invalid_request", "code_challenge is not 43 characters of base64url");
        }
    }

    // Any address is welcome: each hub runs somewhere else, and nothing but practice accounts can leak.
    private static bool IsRedirectUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && !text.Contains('#', StringComparison.Ordinal);

    private static string? Optional(StringValues values) => values.ToString() is { Length: > 0 } text ? text : null;
}
