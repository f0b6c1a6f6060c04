using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>One person's consent for one app, with the family of refresh tokens that grew from it.</summary>
/// <remarks>Everything that changes is guarded by <see cref="Gate"/>: grants do not wait for each other.</remarks>
internal sealed class Grant(long sequence, string account, string clientId, string scope, int? accessTokenSeconds)
{
    private volatile string? _revokedReason;
    private int _apiCalls;
    private int _api401s;

    public Lock Gate { get; } = new();
    public long Sequence { get; } = sequence;
    public string Id { get; } = $"grant-{sequence}";
    public string Account { get; } = account;
    public string ClientId { get; } = clientId;
    public string Scope { get; } = scope;

    /// <summary>A lifetime of its own for seeded grants; null: the knob's.</summary>
    public int? AccessTokenSeconds { get; } = accessTokenSeconds;

    public RefreshToken? Current { get; set; }

    /// <summary>The number of the refresh token that was exchanged last; 0: none.</summary>
    public int LastSpent { get; set; }

    /// <summary>What the last exchange handed out, for platforms that repeat it.</summary>
    public TokenPair? LastPair { get; set; }

    /// <summary>Those that were not exchanged or superseded: one, or several siblings where the platform has a window.</summary>
    public List<RefreshToken> LiveRefreshTokens { get; } = [];

    /// <summary>Oldest first, live or not, bounded by <see cref="GrantStore"/>.</summary>
    public Queue<RefreshToken> RefreshTokens { get; } = [];
    public Queue<AccessToken> AccessTokens { get; } = [];

    public int Exchanges { get; set; }
    public int Refreshes { get; set; }
    public int Reuses { get; set; }
    public int MaxExchangesOfOneRefreshToken { get; set; }

    public bool IsRevoked => _revokedReason is not null;

    /// <summary>Ends the grant; false when it was over already.</summary>
    public bool Revoke(string reason)
    {
        lock (Gate)
        {
            if (IsRevoked) return false;
            _revokedReason = reason;
            return true;
        }
    }

    public void CountApiCall(bool refused)
    {
        Interlocked.Increment(ref _apiCalls);
        if (refused) Interlocked.Increment(ref _api401s);
    }

    public GrantView Describe(DateTimeOffset now)
    {
        lock (Gate)
        {
            return new GrantView
            {
                Grant = Id,
                Account = Account,
                ClientId = ClientId,
                Scope = Scope,
                Exchanges = Exchanges,
                Refreshes = Refreshes,
                Reuses = Reuses,
                Revoked = IsRevoked,
                RevokedReason = _revokedReason,
                CurrentRefreshToken = IsRevoked || Current is null ? null : TokenText.Fingerprint(Current.Value),
                LiveRefreshTokens = IsRevoked ? [] : [.. LiveRefreshTokens.Select(token => TokenText.Fingerprint(token.Value))],
                LiveAccessTokens = [.. AccessTokens.Where(token => token.IsLive(now)).Select(token => TokenText.Fingerprint(token.Value))],
                ApiCalls = Volatile.Read(ref _apiCalls),
                Api401s = Volatile.Read(ref _api401s),
                MaxExchangesOfOneRefreshToken = MaxExchangesOfOneRefreshToken,
            };
        }
    }
}
