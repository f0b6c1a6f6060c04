using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Tokens;

internal static class TokenEndpoint
{
    public static void MapToken(this IEndpointRouteBuilder routes) => routes.MapPost("/token", Exchange)
        .AddEndpointFilter<TokenRequestFilter>()
        .AddEndpointFilter(new FaultFilter(FaultEndpoint.Token));

    private static async Task<IResult> Exchange(
        HttpContext http, ClientAuthentication client, CodeExchange codes, RefreshExchange refreshes, CancellationToken cancellationToken)
    {
        if (!http.Request.HasFormContentType) return OAuthError.InvalidRequest("the body is not application/x-www-form-urlencoded");
        var form = await http.Request.ReadFormAsync(cancellationToken);
        foreach (var (name, values) in form)
            if (values.Count > 1)
                return OAuthError.InvalidRequest($"a parameter is sent more than once: {(IsOurs(name) ? name : "an unknown one")}");
        if (client.Complaint(http.Request, form) is { } complaint) return complaint;

        var entry = http.Features.Get<TokenRequestEntry>()!;
        return form["grant_type"].ToString() switch
        {
            "authorization_code" => codes.Exchange(form["code"], form["redirect_uri"], form["code_verifier"], entry),
            "refresh_token" => refreshes.Exchange(form["refresh_token"], form["scope"], http.Features.Get<Fault>(), entry),
            "" => OAuthError.InvalidRequest("grant_type is missing"),
            _ => new OAuthError("unsupported_grant_type", "grant_type is neither authorization_code nor refresh_token"),
        };
    }

    // The names of strangers are not repeated: they may be values in the wrong place.
    private static bool IsOurs(string name) =>
        name is "grant_type" or "code" or "redirect_uri" or "code_verifier" or "refresh_token" or "scope" or "client_id" or "client_secret";
}
