using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Api;
using OAuthHub.Sandbox.Authorization;
using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Control;

internal static class ResetEndpoint
{
    public static void MapReset(this IEndpointRouteBuilder routes) => routes.MapPost("/reset", Reset);

    private static NoContent Reset(
        KnobBoard knobs, FaultQueue faults, AccountDirectory accounts, GrantStore grants, PendingAuthorizations pending,
        AuthorizationCodes codes, PostStore posts, LedgerTotals totals, TokenRequestLog requests)
    {
        knobs.Reset();
        faults.Clear();
        pending.Clear();
        codes.Clear();
        grants.Clear();
        accounts.Clear();
        posts.Clear();
        totals.Clear();
        requests.Clear();
        return TypedResults.NoContent();
    }
}
