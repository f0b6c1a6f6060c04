using System.Net.Http.Headers;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Proxy;

/// <summary>What follows a 401: one refresh of the refused token, however many calls got it, and the newer token for one more try.</summary>
public sealed class RefusedTokens(TokenReader tokens, TokenRefresher refresher, HubMeter meter)
{
    /// <param name="connection">Whose token was refused.</param>
    /// <param name="mayRepeat">False: the call cannot be sent again, so the refresh is for those that come after it.</param>
    /// <returns>A newer token, or why there is none and the person must act. Null: the 401 is the answer.</returns>
    public async Task<TokenReadResult?> RenewAsync(Connection connection, PlatformClient client, HttpResponseHeaders answer, bool mayRepeat, CancellationToken cancellationToken)
    {
        // A token that nothing can renew ends with its refusal. So the platform must have said that it is the token: a 401 may be about
        // what was asked for.
        if (!RefreshSchedule.CanRefresh(connection.Tokens!, client.Platform.Refresh) && !SaysInvalidToken(answer)) return null;
        meter.Rejected(connection.PlatformId);
        var request = new RefreshRequest(RefreshReason.Rejected) { Rejected = connection.Tokens!.AccessToken.Fingerprint() };
        if (!mayRepeat)
        {
            _ = refresher.RefreshAsync(connection.Id, request, CancellationToken.None);
            return null;
        }
        return await tokens.WaitAsync(connection.Id, request, cancellationToken) switch
        {
            TokenReadResult.Live live => live,
            TokenReadResult.Refused(RefreshOutcome.NeedsReconnect or RefreshOutcome.Quarantined or RefreshOutcome.Gone) refused => refused,
            _ => null,
        };
    }

    // WWW-Authenticate: Bearer realm="…", error="invalid_token" (RFC 6750 section 3.1)
    private static bool SaysInvalidToken(HttpResponseHeaders answer) => answer.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains("invalid_token", StringComparison.Ordinal) is true);
}
