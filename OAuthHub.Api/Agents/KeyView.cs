using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Agents;

/// <summary>A key as it is listed: everything but the key.</summary>
/// <param name="Id">The key's id: not the key itself.</param>
/// <param name="Name">For people.</param>
/// <param name="Users">Whose accounts; empty: everybody's.</param>
/// <param name="Platforms">Ids of platforms; empty: all.</param>
/// <param name="Connections">Ids of connections; empty: all.</param>
/// <param name="Actions">Any of token:read, token:refresh, proxy, connect:link and admin.</param>
/// <param name="Methods">Methods that the proxy may use; empty: all.</param>
/// <param name="Paths">Paths that the proxy may call, as docs/keys.md has them; empty: all.</param>
/// <param name="Networks">From where it is accepted, such as 10.0.0.0/8; empty: from everywhere.</param>
/// <param name="RequestsPerMinute">Null: no limit.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
/// <param name="Expired">It has ended.</param>
/// <param name="LastUsedAt">To about ten minutes, where another process used it. Null: never.</param>
/// <param name="LastUsedFrom">The address of that use. Null: not known.</param>
/// <param name="Prefix">How the key begins. Null: it was made before this was kept.</param>
internal sealed record KeyView(
    string Id, string Name, IReadOnlyList<string> Users, IReadOnlyList<string> Platforms, IReadOnlyList<string> Connections, IReadOnlyList<string> Actions, IReadOnlyList<string> Methods,
    IReadOnlyList<string> Paths, IReadOnlyList<string> Networks, int? RequestsPerMinute, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, bool Expired, DateTimeOffset? LastUsedAt, string? LastUsedFrom, string? Prefix)
{
    public static KeyView Of(AgentGrant key, KeyUse use, DateTimeOffset now)
    {
        var last = use.LastUse(key);
        return new(
            key.Id, key.Name, key.Users, key.Platforms, key.Connections, key.Actions, key.Methods, key.Paths, key.Networks, key.RequestsPerMinute, key.CreatedAt, key.ExpiresAt, key.ExpiresAt <= now,
            last?.At, last?.From, key.Prefix);
    }
}

/// <param name="Items">The oldest first.</param>
internal sealed record KeyList(IReadOnlyList<KeyView> Items);

/// <param name="Key">Shown this once and never again.</param>
/// <param name="Grant">What it may do.</param>
internal sealed record MadeKey(string Key, KeyView Grant)
{
    public override string ToString() => "MadeKey(***)";
}

/// <summary>What a key is called and may do. A list that is left out or empty: no limit of this kind; of actions at least one.</summary>
/// <param name="Name">For people.</param>
/// <param name="Users">Whose accounts; empty: everybody's.</param>
/// <param name="Platforms">Ids of platforms; empty: all.</param>
/// <param name="Connections">Ids of connections; empty: all.</param>
/// <param name="Actions">Any of token:read, token:refresh, proxy, connect:link and admin.</param>
/// <param name="Methods">Methods that the proxy may use; empty: all.</param>
/// <param name="Paths">Paths that the proxy may call, as docs/keys.md has them; empty: all.</param>
/// <param name="Networks">From where it is accepted, such as 10.0.0.0/8; empty: from everywhere.</param>
/// <param name="RequestsPerMinute">Left out: no limit.</param>
/// <param name="ExpiresAt">When it ends; left out: never.</param>
internal sealed record KeyBody(
    string? Name, IReadOnlyList<string>? Users = null, IReadOnlyList<string>? Platforms = null, IReadOnlyList<string>? Connections = null, IReadOnlyList<string>? Actions = null,
    IReadOnlyList<string>? Methods = null, IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? Networks = null, int? RequestsPerMinute = null, DateTimeOffset? ExpiresAt = null)
{
    internal AgentLimits Limits => new()
    {
        Users = Once(Users), Platforms = Once(Platforms), Connections = Once(Connections), Actions = Once(Actions), Methods = Once(Methods), Paths = Once(Paths), Networks = Once(Networks),
        RequestsPerMinute = RequestsPerMinute, ExpiresAt = ExpiresAt,
    };

    private static IReadOnlyList<string> Once(IReadOnlyList<string>? some) => [.. (some ?? []).Select(one => one?.Trim() ?? "").Distinct(StringComparer.Ordinal)];
}
