using OAuthHub.Api.Audit;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.ConnectLinks;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Api.Credentials;

/// <summary>Turns the end of a read into the answer that the contract promises.</summary>
internal sealed class CredentialAnswers(ConnectOffers offers, ApiDescriptions apis, HubMeter meter, TimeProvider time)
{
    /// <summary>The codes of these answers, and of choosing the connection before.</summary>
    public static readonly string[] Codes =
    [
        "invalid_request", "unknown_platform", "forbidden", "not_connected", "ambiguous_account", "needs_reconnect", "quarantined", "platform_not_configured", "rate_limited", "token_too_young",
        "platform_unavailable", "platform_timeout", "platform_bad_response", "platform_tls_error", "blocked_address", "refresh_in_progress", "lease_unavailable",
    ];

    /// <param name="asked">The connection that was meant.</param>
    public ValueTask<IResult> OfAsync(HttpContext context, TokenReadResult result, ConnectionSummary asked) => OfAsync(context.Grant(), context.Audit(), result, asked, context.RequestAborted);

    /// <param name="audit">Learns what is given out, or what was asked for.</param>
    /// <param name="asked">The connection that was meant.</param>
    public async ValueTask<IResult> OfAsync(AgentGrant grant, AuditScope audit, TokenReadResult result, ConnectionSummary asked, CancellationToken cancellationToken)
    {
        audit.About(asked);
        if (result is TokenReadResult.Live(var connection))
        {
            var now = time.GetUtcNow();
            audit.HandsOut(connection, now);
            meter.HandedOut(connection.PlatformId, connection.Tokens!.ExpiresAt - now);
            return new CredentialView(connection, apis.Of(connection), now);
        }
        return ((TokenReadResult.Refused)result).Outcome switch
        {
            RefreshOutcome.NeedsReconnect(var reason) => HubProblem.Create("needs_reconnect", ConnectionReason.Explain(reason), ("reason", reason), ("reconnect_url", await LinkAsync(asked.Id) ?? $"/auth/{asked.PlatformId}/login?connection={asked.Id}")),
            RefreshOutcome.Quarantined(ConnectionReason.Integrity) => HubProblem.Create("vault_integrity"),
            RefreshOutcome.Quarantined(var reason) => HubProblem.Create("quarantined", ConnectionReason.Explain(reason), ("reason", reason)),
            RefreshOutcome.TryLater(_, "platform_not_configured") => HubProblem.Create("platform_not_configured"),
            RefreshOutcome.TryLater(var after, var code) => HubProblem.RetryLater(code, after),
            RefreshOutcome.Gone => HubProblem.Create("not_connected", null, ("connect_url", await LinkAsync(connectionId: null) ?? $"/auth/{asked.PlatformId}/login")),
            _ => HubProblem.RetryLater("refresh_in_progress", TimeSpan.FromSeconds(2)),
        };

        ValueTask<string?> LinkAsync(string? connectionId) => offers.FindAsync(grant, asked.User, asked.PlatformId, connectionId, cancellationToken);
    }
}
