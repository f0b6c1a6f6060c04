using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Ledger;

/// <summary>What really happened, for tests that must not take the client's word: counts and fingerprints, never a token.</summary>
internal static class LedgerEndpoint
{
    public static void MapLedger(this IEndpointRouteBuilder routes) => routes.MapGet("/ledger", Read);

    private static IResult Read(
        HttpContext http, string? grant, string? account, GrantStore grants, LedgerTotals totals, TokenRequestLog requests, TimeProvider time)
    {
        http.Response.Headers.CacheControl = "no-store";
        var now = time.GetUtcNow();
        return SandboxJson.Reply(new
        {
            Totals = Enum.GetValues<Tally>().ToDictionary(NameOf, tally => totals[tally]),
            Grants = grants.All()
                .Where(one => (grant is null || one.Id == grant) && (account is null || one.Account == account))
                .OrderBy(one => one.Sequence)
                .Select(one => one.Describe(now)),
            Requests = requests.Latest().Where(one => grant is null || one.Grant == grant),
        });
    }

    private static string NameOf(Tally tally) => tally switch
    {
        Tally.Api401s => "api_401s", // the rule would write api401s
        _ => Control.MemberReader.SnakeCase(tally),
    };
}
