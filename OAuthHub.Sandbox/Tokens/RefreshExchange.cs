using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 6749 section 6: new tokens for a refresh token.</summary>
internal sealed class RefreshExchange(GrantStore grants, KnobBoard board, LedgerTotals totals, TimeProvider time)
{
    public IResult Exchange(string? value, string? scope, Fault? fault, TokenRequestEntry entry)
    {
        if (string.IsNullOrEmpty(value)) return OAuthError.InvalidRequest("refresh_token is missing");
        if (grants.FindRefreshToken(value) is not { } token) return OAuthError.InvalidGrant("the refresh token is not known here");

        var grant = token.Grant;
        entry.Grant = grant.Id;
        var knobs = board.Current;
        // Judging and issuing are one step: two requests with one token must not both find it unspent.
        lock (grant.Gate)
        {
            if (grant.IsRevoked) return OAuthError.InvalidGrant("the grant was revoked");
            if (!IsWithin(scope, grant.Scope)) return new OAuthError("invalid_scope", "the scope is wider than what was granted");

            var now = time.GetUtcNow();
            var verdict = RotationPolicy.Judge(knobs, token, now);
            if (verdict == Verdict.Reuse) return Refuse(grant, knobs);

            var pair = verdict == Verdict.Repeat ? grant.LastPair! : Issue(token, verdict, scope, fault, knobs, now);
            grant.Refreshes++;
            grant.MaxExchangesOfOneRefreshToken = Math.Max(grant.MaxExchangesOfOneRefreshToken, ++token.Exchanges);
            totals.Count(Tally.Refreshes);
            entry.Commit();
            return TokenReply.Of(pair, now);
        }
    }

    private TokenPair Issue(RefreshToken token, Verdict verdict, string? scope, Fault? fault, SandboxKnobs knobs, DateTimeOffset now)
    {
        var grant = token.Grant;
        if (knobs.RefreshKillsOldAccessToken)
            foreach (var old in grant.AccessTokens)
                old.Killed = true;
        if (verdict == Verdict.Rotate) RotationPolicy.Spend(knobs, token, now);

        var account = fault?.Kind == FaultKind.OtherAccount
            ? fault.Account ?? Accounts.AccountDirectory.SomebodyElse(grant.Account).Id
            : null;
        var pair = grants.Issue(grant, knobs, withRefreshToken: verdict == Verdict.Rotate, account, string.IsNullOrEmpty(scope) ? null : scope);
        return verdict == Verdict.Rotate ? grant.LastPair = pair : pair;
    }

    private OAuthError Refuse(Grant grant, SandboxKnobs knobs)
    {
        grant.Reuses++;
        totals.Count(Tally.Reuses);
        if (knobs.ReuseDetection && grant.Revoke("refresh_token_reuse")) totals.Count(Tally.FamiliesRevoked);
        return OAuthError.InvalidGrant("the refresh token was used before");
    }

    private static bool IsWithin(string? asked, string granted)
    {
        if (string.IsNullOrEmpty(asked)) return true;
        var has = granted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(has.Contains);
    }
}
