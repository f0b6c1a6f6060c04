namespace OAuthHub.Core.Agents;

/// <summary>What an agent key may do. Immutable; the key itself is not in it.</summary>
public sealed record AgentGrant
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Hex SHA-256 of the key.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The users whose connections it may use; empty: all.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>The platforms it may use; empty: all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>See <see cref="AgentAction"/>.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The user meant when a request names none; null: it must name one.</summary>
    public string? DefaultUser { get; init; }

    public bool AllowsUser(string user) => Users.Count == 0 || Users.Contains(user, StringComparer.Ordinal);

    public bool AllowsPlatform(string platformId) => Platforms.Count == 0 || Platforms.Contains(platformId, StringComparer.Ordinal);

    public bool Allows(string action) => Actions.Contains(action, StringComparer.Ordinal);
}

/// <summary>The actions that a key can be given.</summary>
public static class AgentAction
{
    public const string ReadToken = "token:read";
    public const string RefreshToken = "token:refresh";

    public static IReadOnlyList<string> All { get; } = [ReadToken, RefreshToken];
}
