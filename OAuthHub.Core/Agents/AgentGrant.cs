namespace OAuthHub.Core.Agents;

/// <summary>An agent key as the hub knows it: what it may do, and not the key itself. Immutable.</summary>
public sealed record AgentGrant : AgentLimits
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Hex SHA-256 of the key.</summary>
    public required string KeyHash { get; init; }

    /// <summary>How the key begins, by which people tell keys apart; see <see cref="AgentKeyFormat.PrefixOf"/>. Null: it was made before this was kept.</summary>
    public string? Prefix { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To about ten minutes. Null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The address of that use. Null: not known.</summary>
    public string? LastUsedFrom { get; init; }

    /// <summary>The user meant when a request names none; null: it must name one.</summary>
    public string? DefaultUser { get; init; }

    /// <summary>The same key with other limits.</summary>
    public AgentGrant Within(AgentLimits limits) => this with
    {
        Users = limits.Users,
        Platforms = limits.Platforms,
        Connections = limits.Connections,
        Actions = limits.Actions,
        Methods = limits.Methods,
        Paths = limits.Paths,
        Networks = limits.Networks,
        RequestsPerMinute = limits.RequestsPerMinute,
        ExpiresAt = limits.ExpiresAt,
        DefaultUser = limits.Users.Count == 1 ? limits.Users[0] : null,
    };
}

/// <summary>The actions that a key can be given.</summary>
public static class AgentAction
{
    /// <summary>Gets live access tokens.</summary>
    public const string ReadToken = "token:read";

    /// <summary>Has tokens refreshed now.</summary>
    public const string RefreshToken = "token:refresh";

    /// <summary>Calls platforms through the hub, and sees no token.</summary>
    public const string Proxy = "proxy";

    /// <summary>Makes links by which a person connects an account.</summary>
    public const string LinkConnect = "connect:link";

    /// <summary>Manages keys and reads the audit.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [ReadToken, RefreshToken, Proxy, LinkConnect, Admin];
}
