using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Session;

/// <summary>A session as it is kept for whoever looks over their sessions. It opens nothing: the cookie does.</summary>
/// <param name="Hash">Of the session's id.</param>
/// <param name="Way">How it began: see <see cref="SignInWay"/>.</param>
/// <param name="LastSeenAt">To about ten minutes.</param>
/// <param name="Address">Of the last request; null: not known.</param>
/// <param name="UserAgent">What the browser says of itself, cut and without control characters.</param>
/// <param name="EndsAt">When it ends, however much it is used. Null: only when it is not used.</param>
internal sealed record KnownSession(string Hash, string Way, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string? Address, string? UserAgent, DateTimeOffset? EndsAt = null)
{
    private const int LongestAgent = 256;

    /// <summary>By which it is named in addresses: neither the session's id nor its whole hash.</summary>
    public string Id => "ses_" + Hash[..16];

    public bool IsOver(DateTimeOffset now) => LastSeenAt + SessionServiceCollectionExtensions.Lifetime < now || EndsAt < now;

    public static string HashOf(string sessionId) => SecretFingerprint.Of(sessionId).ToString();

    /// <summary>As it may be kept and shown; null: nothing is left of it.</summary>
    public static string? Tidy(string? userAgent)
    {
        var shown = new string([.. (userAgent ?? "").Where(c => !char.IsControl(c)).Take(LongestAgent)]).Trim();
        return shown.Length == 0 ? null : shown;
    }
}

/// <summary>How somebody came in.</summary>
internal static class SignInWay
{
    public const string StartLink = "start_link", Oidc = "oidc", Header = "header";
}
