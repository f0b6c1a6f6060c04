using System.Globalization;
using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>A connection as the index knows it: everything but tokens and history.</summary>
/// <param name="Generation">The vault generation this was read at; the index keeps the newest.</param>
public sealed record ConnectionSummary(
    string Id, string User, string PlatformId, Account Account, string? Label,
    ConnectionState State, string? Reason, long TokenGeneration, DateTimeOffset? ExpiresAt, DateTimeOffset? DueAt, long Generation)
{
    /// <summary>As <see cref="Connection.PlatformId"/>: one string for all.</summary>
    public string PlatformId { get; init; } = string.Intern(PlatformId);

    /// <summary>The person has been told that it ends. From a listing, what its reason says of that.</summary>
    public bool EndsSoon { get; init; } = Reason is ConnectionReason.EndsSoon;

    /// <summary>As <see cref="Connection.DefaultSince"/>.</summary>
    public DateTimeOffset? DefaultSince { get; init; }

    /// <summary>What memory held of it when it was last asked for; see <see cref="LiveTokens"/>.</summary>
    internal Cached? Live { get; set; }

    /// <summary>Its last use; of <see cref="Agents.ConnectionUse"/>, and known to it alone.</summary>
    internal object? Use { get; set; }

    public static ConnectionSummary Of(Connection connection, long generation) => new(
        connection.Id, connection.User, connection.PlatformId, connection.Account, connection.Label,
        connection.State, connection.Reason, connection.TokenGeneration, connection.Tokens?.ExpiresAt, connection.DueAt, generation) { EndsSoon = connection.EndsSoon, DefaultSince = connection.DefaultSince };

    /// <summary>A reading is itself alone: what was found with it is no part of what it says.</summary>
    public bool Equals(ConnectionSummary? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>The one that is meant where none is named. Null: the person has said none of these.</summary>
    public static ConnectionSummary? DefaultOf(IEnumerable<ConnectionSummary> some) => some.Where(one => one.DefaultSince is not null).MaxBy(one => one.DefaultSince);

    /// <summary>From the vault's listing; null when the entry is no connection or says too little to place it.</summary>
    public static ConnectionSummary? Of(VaultEntry entry)
    {
        if (entry.Name is not { Kind: VaultKind.Connection } name) return null;
        var p = entry.Properties;
        if (!p.TryGetValue("user", out var user) || !p.TryGetValue("platform", out var platform)) return null;
        var summary = new ConnectionSummary(
            name.Id, user, platform, new Account(p.GetValueOrDefault("account", ""), p.GetValueOrDefault("account_name", "")), p.GetValueOrDefault("label"),
            Enum.Parse<ConnectionState>(p.GetValueOrDefault("state", nameof(ConnectionState.Quarantined))), p.GetValueOrDefault("reason"),
            long.Parse(p.GetValueOrDefault("tokens", "0"), CultureInfo.InvariantCulture), Time("expires"), Time("due"), entry.Generation) { DefaultSince = Time("default") };
        return entry.Problem is VaultProblem.None
            ? summary
            : summary with { State = ConnectionState.Quarantined, Reason = entry.Problem is VaultProblem.KeyUnavailable ? "key_unavailable" : ConnectionReason.Integrity, DueAt = null };

        DateTimeOffset? Time(string key) =>
            p.TryGetValue(key, out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
    }
}
