using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Credentials;

/// <summary>Signs an agent's request at platforms whose tokens are bound to a key (RFC 9449): the key itself never leaves the hub.</summary>
internal static class ProofEndpoint
{
    private const int LongestUrl = 4096;
    private const int LongestNonce = 512;

    public static void MapProof(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/credentials/{platform}/proof", Prove).RequireAgent().Audited(AuditEvents.TokenProof).WithTags("Credentials").Produces<ProofDocument>()
            .Described("createProof", "Signs one request for a token that is bound to a key (RFC 9449)", "Where `token_type` is `DPoP`. The url is one of the platform's API.").Answers(200, "The proof.")
            .Parameter("platform", "The platform's id.").Problems(CredentialAnswers.Codes).OpensVault();

    private static async Task<IResult> Prove(
        string platform, ProofBody body, HttpContext context, ConnectionSelector selector, TokenReader tokens, PlatformClients platforms, CredentialAnswers answers, TimeProvider time)
    {
        var (found, problem) = await selector.SelectAsync(context.Grant(), AgentAction.ReadToken, platform, body.User, body.Account, context.RequestAborted);
        if (found is null) return problem!;
        if (Check(body, out var address) is { } wrong) return wrong;
        var result = await tokens.ReadAsync(found, TimeSpan.Zero, context.RequestAborted);
        if (result is not TokenReadResult.Live(var connection)) return await answers.OfAsync(context, result, found);
        if (platforms.Find(connection) is not { } client) return HubProblem.Create("platform_not_configured");
        if (connection.ProofKey is not { } key) return HubProblem.Create("invalid_request", $"The tokens of {client.Platform.Name} need no proof: send them as they are.");
        // Whoever has a proof and a token can use both: so none for anywhere but the platform's own API.
        if (!ApiHosts.Include(client, address)) return HubProblem.Create("invalid_request", $"url is not an address of the API of {client.Platform.Name}.");
        context.Audit().About(found);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ProofDocument(DPoPProof.Create(key, body.Method!, address, connection.Tokens!.AccessToken, body.Nonce, time)));
    }

    private static ProblemHttpResult? Check(ProofBody body, out Uri address)
    {
        address = null!;
        if (body.Method is not { Length: > 0 and <= 16 } method || !method.All(char.IsAsciiLetterUpper)) return HubProblem.Create("invalid_request", "method is the request's method, in upper case.");
        if (body.Url is not { Length: <= LongestUrl } url || !Uri.TryCreate(url, UriKind.Absolute, out address!)) return HubProblem.Create("invalid_request", "url is the request's whole address.");
        return body.Nonce is { } nonce && (nonce.Length is 0 or > LongestNonce || nonce.Any(c => c is <= ' ' or > '~')) ? HubProblem.Create("invalid_request", "nonce is what the platform's DPoP-Nonce header said.") : null;
    }
}

/// <param name="Method">Of the request that is to be signed.</param>
/// <param name="Url">Its whole address; query and fragment do not count.</param>
/// <param name="Nonce">What the platform's last answer said in <c>DPoP-Nonce</c>; left out before the first.</param>
/// <param name="User">May be left out when the key is for one user.</param>
/// <param name="Account">An account's id or a connection's; needed where several are connected.</param>
internal sealed record ProofBody(string? Method, string? Url, string? Nonce = null, string? User = null, string? Account = null);

/// <param name="Dpop">For the header <c>DPoP</c>, beside <c>Authorization: DPoP</c> and the access token; for one request.</param>
internal sealed record ProofDocument(string Dpop);
