using System.Collections.Concurrent;
using OAuthHub.Sandbox.Knobs;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>All grants and the tokens that lead to them.</summary>
internal sealed class GrantStore(TimeProvider time)
{
    // Spent tokens are remembered so that their reuse is noticed, dead access tokens so that their 401 has an owner;
    // a benchmark that refreshes for hours must not fill the memory with them.
    private const int RefreshTokensKept = 1000;
    private const int AccessTokensKept = 100;

    private readonly ConcurrentDictionary<string, Grant> _grants = new();
    private readonly ConcurrentDictionary<string, RefreshToken> _refreshTokens = new();
    private readonly ConcurrentDictionary<string, AccessToken> _accessTokens = new();
    private long _sequence;

    public Grant Create(string account, string clientId, string scope, int? accessTokenSeconds = null)
    {
        var grant = new Grant(Interlocked.Increment(ref _sequence), account, clientId, scope, accessTokenSeconds);
        _grants[grant.Id] = grant;
        return grant;
    }

    public IEnumerable<Grant> All() => _grants.Values;

    public Grant? Find(string id) => _grants.GetValueOrDefault(id);

    public RefreshToken? FindRefreshToken(string value) => _refreshTokens.GetValueOrDefault(value);

    public AccessToken? FindAccessToken(string value) => _accessTokens.GetValueOrDefault(value);

    /// <summary>Issues a new access token and, when asked for, the next refresh token, which becomes the current one. Call it under the grant's gate.</summary>
    /// <param name="given">Tokens that the client has already; made up where they are null.</param>
    public TokenPair Issue(
        Grant grant, SandboxKnobs knobs, bool withRefreshToken, string? account = null, string? scope = null, (string? Access, string? Refresh) given = default)
    {
        var lifetime = TimeSpan.FromSeconds(grant.AccessTokenSeconds ?? knobs.AccessTokenSeconds);
        var now = time.GetUtcNow();
        var access = new AccessToken(grant, account ?? grant.Account, scope ?? grant.Scope, now + lifetime, given.Access ?? TokenText.New("sbx_at_"));
        _accessTokens[access.Value] = access;
        grant.AccessTokens.Enqueue(access);
        while (grant.AccessTokens.Count > AccessTokensKept && !grant.AccessTokens.Peek().IsLive(now))
            _accessTokens.TryRemove(grant.AccessTokens.Dequeue().Value, out _);

        if (!withRefreshToken) return new TokenPair(access, refresh: null);

        var refresh = new RefreshToken(grant, (grant.Current?.Number ?? 0) + 1, given.Refresh ?? TokenText.New("sbx_rt_"));
        _refreshTokens[refresh.Value] = refresh;
        grant.RefreshTokens.Enqueue(refresh);
        grant.LiveRefreshTokens.Add(refresh);
        while (grant.RefreshTokens.Count > RefreshTokensKept)
            _refreshTokens.TryRemove(grant.RefreshTokens.Dequeue().Value, out _);
        grant.Current = refresh;
        return new TokenPair(access, refresh);
    }

    public void Clear()
    {
        _grants.Clear();
        _refreshTokens.Clear();
        _accessTokens.Clear();
    }
}
