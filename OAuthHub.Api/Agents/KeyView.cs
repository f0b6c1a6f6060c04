using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Agents;

/// <summary>A key as it is listed: everything but the key.</summary>
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

internal sealed record KeyList(IReadOnlyList<KeyView> Items);

/// <param name="Key">Shown this once and never again.</param>
/// <param name="Grant">What it may do.</param>
internal sealed record MadeKey(string Key, KeyView Grant);

/// <summary>What a key is called and may do. A list that is left out or empty: no limit of this kind; of actions at least one.</summary>
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
