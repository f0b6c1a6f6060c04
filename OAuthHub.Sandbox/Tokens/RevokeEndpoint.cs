using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 7009: a refresh token ends its grant, an access token only itself; an unknown token is fine too.</summary>
internal static class RevokeEndpoint
{
    public static void MapRevoke(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/revoke", Revoke).AddEndpointFilter(new FaultFilter(FaultEndpoint.Revoke));

    private static async Task<IResult> Revoke(
        HttpRequest request, ClientAuthentication client, GrantStore grants, LedgerTotals totals, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType) return OAuthError.InvalidRequest("the body is not application/x-www-form-urlencoded");
        var form = await request.ReadFormAsync(cancellationToken);
        if (client.Complaint(request, form) is { } complaint) return complaint;
        if (form["token"].ToString() is not { Length: > 0 } token) return OAuthError.InvalidRequest("token is missing");

        if (grants.FindRefreshToken(token) is { } refresh)
        {
            if (refresh.Grant.Revoke("revoked_by_client")) totals.Count(Tally.Revocations);
        }
        else if (grants.FindAccessToken(token) is { } access)
        {
            lock (access.Grant.Gate) access.Killed = true;
            totals.Count(Tally.Revocations);
        }

        return TypedResults.Ok();
    }
}
