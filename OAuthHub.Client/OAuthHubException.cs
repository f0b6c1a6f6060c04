namespace OAuthHub.Client;

/// <summary>The hub gave no token. <see cref="Exception.Message"/> says what happened and what to do.</summary>
public class OAuthHubException : HttpRequestException
{
    internal OAuthHubException(string code, string title, string detail, int? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
        : base($"{title} {detail}", inner, (System.Net.HttpStatusCode?)status)
    {
        (Code, Detail, RetryAfter) = (code, detail, retryAfter);
    }

    /// <summary>
    /// The hub's stable code (docs/api.md), or one of this library: <c>hub_unreachable</c>, <c>hub_bad_answer</c>, <c>insecure_address</c>,
    /// <c>proof_needed</c>.
    /// </summary>
    public string Code { get; }

    /// <summary>What to do.</summary>
    public string Detail { get; }

    /// <summary>How long to wait before asking again, where the hub says so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Nothing is wrong with the account or the key: the same question may be answered later.</summary>
    public bool IsTemporary => Code is "hub_unreachable" or "hub_bad_answer" || (int?)StatusCode is 429 or >= 502;
}

/// <summary>A person must sign in (again): show them <see cref="ReconnectUrl"/>.</summary>
public sealed class ReconnectNeededException : OAuthHubException
{
    internal ReconnectNeededException(string code, string title, string detail, int status, Uri reconnectUrl, string? reason)
        : base(code, title, detail, status) => (ReconnectUrl, Reason) = (reconnectUrl, reason);

    /// <summary>Where the person connects the account, at the hub.</summary>
    public Uri ReconnectUrl { get; }

    /// <summary>Why, as a stable code such as <c>grant_revoked</c>; null where the account was never connected.</summary>
    public string? Reason { get; }
}
