using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>Connections, tokens and platforms as the pure rules see them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = HubHost.Start;

    public static DateTimeOffset At(double seconds) => Now.AddSeconds(seconds);

    /// <summary>Tokens issued at <see cref="Now"/>.</summary>
    public static TokenPair Tokens(double? life = 3600, bool hasRefreshToken = true) => new()
    {
        AccessToken = new AccessToken("access-1"),
        RefreshToken = hasRefreshToken ? new RefreshToken("refresh-1") : null,
        HasRefreshToken = hasRefreshToken,
        TokenType = "Bearer",
        IssuedAt = Now,
        ExpiresAt = life is { } seconds ? At(seconds) : null,
    };

    public static Connection Connection(ConnectionState state = ConnectionState.Active, TokenPair? tokens = null, string? reason = null) => new()
    {
        Id = "con_1",
        User = "local",
        PlatformId = "practice",
        Account = new Account("ada", "Ada"),
        State = state,
        Reason = reason,
        Tokens = tokens ?? Tokens(),
        TokenGeneration = 1,
        GrantId = "grant_1",
        ConnectedAt = Now,
    };

    public static Platform Platform(RefreshRules? refresh = null, LimitRules? limits = null) => new()
    {
        Id = "practice",
        Name = "Practice",
        Authorization = new AuthorizationRules { Url = "https://practice.example/authorize" },
        Token = new TokenRules { Url = "https://practice.example/token" },
        Refresh = refresh ?? new RefreshRules { Rotation = Rotation.Rotates, Leeway = LeewayKind.None },
        Limits = limits ?? new LimitRules(),
        Docs = new PlatformDocs { Url = "https://practice.example", Checked = new DateOnly(2030, 1, 1), Confidence = Confidence.High },
    };
}
