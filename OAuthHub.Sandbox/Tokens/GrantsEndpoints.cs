using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Control;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;
using Microsoft.Extensions.Options;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>Grants without a browser, for tests and benchmarks; and the person who withdraws consent at the platform.</summary>
internal static class GrantsEndpoints
{
    private static readonly string[] Members = ["count", "account_prefix", "scope", "access_token_seconds", "account", "access_token", "refresh_token"];

    public static void MapGrants(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/grants", Seed);
        routes.MapDelete("/grants/{grant}", Withdraw);
    }

    private static async Task<IResult> Seed(
        HttpContext http, GrantStore grants, AccountDirectory accounts, KnobBoard board, IOptions<SandboxOptions> options, TimeProvider time)
    {
        var given = new MemberReader(await MemberReader.ReadBodyAsync(http.Request, http.RequestAborted), "", Members);
        var count = given.Whole("count", 1, 1, 100_000);
        var prefix = given.Text("account_prefix", "load", AccountDirectory.IdRule + ", at most 50", IsPrefix)!;
        var scope = given.Text("scope", "profile posts.read posts.write")!;
        int? seconds = given.Find("access_token_seconds") is null ? null : given.Whole("access_token_seconds", 0, 1, 31_536_000);

        // A client that was filled elsewhere brings its account and its tokens along.
        var one = given.Text("account", null, AccountDirectory.IdRule, AccountDirectory.IsId);
        var (access, refresh) = (given.Text("access_token", null, "a token", IsToken), given.Text("refresh_token", null, "a token", IsToken));
        if (count > 1 && (one ?? access ?? refresh) is not null) throw given.Wrong("count", "1 where the account or a token is given");

        http.Response.Headers.CacheControl = "no-store";
        var now = time.GetUtcNow();
        return SandboxJson.Reply(new
        {
            Grants = Enumerable.Range(0, count).Select(index =>
            {
                var account = accounts.GetOrCreate(one ?? $"{prefix}-{index}");
                var grant = grants.Create(account.Id, options.Value.ClientId, scope, seconds);
                TokenPair pair;
                lock (grant.Gate) pair = grants.Issue(grant, board.Current, withRefreshToken: true, given: (access, refresh));
                return new
                {
                    Grant = grant.Id,
                    Account = account.Id,
                    AccessToken = pair.Access.Value,
                    RefreshToken = pair.Refresh!.Value,
                    ExpiresIn = TokenReply.SecondsLeft(pair.Access, now),
                    Scope = scope,
                };
            }).ToArray(),
        });
    }

    private static IResult Withdraw(string grant, GrantStore grants, LedgerTotals totals)
    {
        if (grants.Find(grant) is not { } found) return TypedResults.NotFound();
        if (found.Revoke("revoked_by_account")) totals.Count(Tally.Revocations);
        return TypedResults.NoContent();
    }

    private static bool IsToken(string text) => text.Length is > 0 and <= 200 && text.All(char.IsAscii);

    private static bool IsPrefix(string text) => text.Length <= 50 && AccountDirectory.IsId(text);
}
