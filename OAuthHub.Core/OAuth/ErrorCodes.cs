using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// What may be shown of a platform's error code. It comes from outside and goes into logs and history, and a platform can put
/// anything there, the very token included. So only known codes are shown as they are.
/// </summary>
internal static class ErrorCodes
{
    // RFC 6749 sections 4.1.2.1 and 5.2, RFC 7009, RFC 8707, OpenID Connect Core section 3.1.2.6.
    private static readonly FrozenSet<string> Standard = new[]
    {
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "access_denied",
        "unsupported_response_type", "server_error", "temporarily_unavailable", "invalid_token", "unsupported_token_type", "invalid_target",
        "interaction_required", "login_required", "account_selection_required", "consent_required", "slow_down", "rate_limited", "invalid_dpop_proof", "use_dpop_nonce",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code itself if the standards or the platform's entry know it; else a short hash, by which one is told from another.</summary>
    public static string Show(Platform platform, string code)
    {
        if (Standard.TryGetValue(code, out var standard)) return standard;
        return platform.Errors.Rules.FirstOrDefault(rule => string.Equals(rule.Error, code, StringComparison.OrdinalIgnoreCase))?.Error ??
            "other-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)))[..8];
    }
}
