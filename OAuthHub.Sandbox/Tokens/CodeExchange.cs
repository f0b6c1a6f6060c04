using OAuthHub.Sandbox.Authorization;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 6749 section 4.1.3 with PKCE (RFC 7636): the first tokens for an authorization code.</summary>
internal sealed class CodeExchange(
    GrantStore grants, AuthorizationCodes codes, KnobBoard board, LedgerTotals totals, TimeProvider time)
{
    public IResult Exchange(string? value, string? redirectUri, string? verifier, TokenRequestEntry entry)
    {
        if (string.IsNullOrEmpty(value)) return OAuthError.InvalidRequest("code is missing");
        if (codes.Find(value) is not { } code) return OAuthError.InvalidGrant("the code is not known here, or older than ten minutes");

        lock (code.Gate)
        {
            // RFC 6749 section 4.1.2: a code that comes twice may be stolen, so what it gave is taken back.
            if (code.Grant is { } earlier)
            {
                entry.Grant = earlier.Id;
                if (earlier.Revoke("code_reuse")) totals.Count(Tally.FamiliesRevoked);
                return OAuthError.InvalidGrant("the code was used before");
            }

            var now = time.GetUtcNow();
            if (now >= code.ExpiresAt) return OAuthError.InvalidGrant("the code has expired");
            if (redirectUri != code.RedirectUri) return OAuthError.InvalidGrant("redirect_uri is not the one of the authorization request");
            if (Pkce.Complaint(code.Challenge, verifier) is { } complaint) return OAuthError.InvalidGrant(complaint);

            var grant = grants.Create(code.Account, code.ClientId, code.Scope);
            code.Grant = grant;
            entry.Grant = grant.Id;
            lock (grant.Gate)
            {
                var pair = grants.Issue(grant, board.Current, withRefreshToken: true);
                grant.Exchanges++;
                totals.Count(Tally.Exchanges);
                entry.Commit();
                return TokenReply.Of(pair, now);
            }
        }
    }
}
