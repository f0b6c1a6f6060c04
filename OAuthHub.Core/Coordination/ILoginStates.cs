using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Coordination;

/// <summary>
/// The flows that were started and not finished. Kept under the hash of <c>state</c>, so that whoever reads the store cannot
/// finish one.
/// </summary>
public interface ILoginStates
{
    /// <summary>Keeps a flow for <see cref="LoginState.Lifetime"/>. Of one browser, only the newest 20 are kept.</summary>
    ValueTask AddAsync(string state, LoginState flow, CancellationToken cancellationToken);

    /// <summary>
    /// Reads, checks and removes in one step: of many identical callbacks exactly one gets the flow. A wrong browser or user
    /// leaves it where it is, so that whoever learned a state cannot burn it; a wrong platform or a late callback uses it up.
    /// </summary>
    ValueTask<LoginStateTake> TakeAsync(string state, string platformId, SecretFingerprint browser, string user, CancellationToken cancellationToken);
}

/// <summary>What was decided when a flow started; the callback uses these and looks nothing up anew (RFC 9700 section 4.4.2).</summary>
public sealed record LoginState
{
    /// <summary>How long a person may take at the platform.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How many flows one browser may have open.</summary>
    public const int PerBrowser = 20;

    public required string PlatformId { get; init; }
    public required string User { get; init; }

    /// <summary>Hash of the cookie that ties the flow to the browser that began it.</summary>
    public required SecretFingerprint Browser { get; init; }

    public required string RedirectUri { get; init; }
    public required string TokenUrl { get; init; }
    public string? Issuer { get; init; }
    public CodeVerifier? CodeVerifier { get; init; }
    public ProofKey? ProofKey { get; init; }
    public string? Nonce { get; init; }
    public required string ReturnTo { get; init; }
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Set when an existing connection is reconnected: the same account must come back.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Hash of the connect link by which the flow began. Null: a person who is signed in began it.</summary>
    public SecretFingerprint? Link { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Why this browser, or whoever is signed in there, may not take it. Null: it is theirs.</summary>
    public LoginStateTake.Refused? RefusalTo(SecretFingerprint browser, string user)
    {
        if (Browser != browser) return new LoginStateTake.Refused("state_session_mismatch");
        return string.Equals(User, user, StringComparison.Ordinal) ? null : new LoginStateTake.Refused("user_mismatch");
    }

    /// <summary>What came of it, now that it is used up.</summary>
    /// <param name="platformId">Whose callback it was.</param>
    public LoginStateTake TakenFor(string platformId, DateTimeOffset now)
    {
        if (now - StartedAt > Lifetime) return new LoginStateTake.Refused("state_expired");
        return string.Equals(PlatformId, platformId, StringComparison.Ordinal) ? new LoginStateTake.Taken(this) : new LoginStateTake.Refused("platform_mismatch");
    }
}

public abstract record LoginStateTake
{
    private LoginStateTake() { }

    public sealed record Taken(LoginState Flow) : LoginStateTake;

    /// <summary>One of the closed codes: state_unknown, state_used, state_expired, state_session_mismatch, user_mismatch, platform_mismatch.</summary>
    public sealed record Refused(string Code) : LoginStateTake;
}
