using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Agents;

/// <summary>
/// The keys by which agents ask for tokens. Only their hashes are kept. The bootstrap key comes from configuration, or from a
/// file that the first start makes.
/// </summary>
public sealed class AgentKeys(IVault vault, HubPaths paths, IOptions<HubOptions> options, TimeProvider time)
{
    /// <summary>The user of a hub that has only one.</summary>
    public const string LocalUser = "local";

    private readonly ConcurrentDictionary<KeyHash, AgentGrant> grants = new();

    /// <summary>The file of the bootstrap key; null when configuration gives it.</summary>
    public string? BootstrapKeyFile => options.Value.AgentKey is null ? paths.AgentKeyFile : null;

    /// <summary>Finds or makes the bootstrap key, and reads the others.</summary>
    /// <param name="entries">The vault's listing, or a part of it.</param>
    public async Task LoadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        var bootstrap = options.Value.AgentKey ?? PrivateFile.Read(paths.AgentKeyFile, "agent key file");
        bootstrap ??= PrivateFile.WriteOrRead(paths.AgentKeyFile, AgentKeyFormat.Create().RevealSecret(), "agent key file"); // two processes may start at once
        var hash = KeyHash.Of(bootstrap) ?? throw new HubStartException($"The bootstrap agent key is not 1 to 256 ASCII characters. Correct OAuthHub:AgentKey or delete {paths.AgentKeyFile} to get a new one.");
        Add(new AgentGrant { Id = "bootstrap", Name = "Bootstrap key", KeyHash = hash.ToString(), Actions = AgentAction.All, CreatedAt = time.GetUtcNow(), DefaultUser = LocalUser });

        foreach (var entry in entries)
        {
            if (entry is not { Name: { Kind: VaultKind.AgentKey } name, Problem: VaultProblem.None }) continue;
            if (await vault.ReadAsync(name, cancellationToken) is { } record) Add(JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span)!);
        }
    }

    /// <summary>What the presented key may do; null when it is unknown, revoked or expired.</summary>
    public AgentGrant? Find(ReadOnlySpan<char> presented) =>
        KeyHash.Of(presented) is { } hash && grants.TryGetValue(hash, out var grant) && (grant.ExpiresAt is not { } end || end > time.GetUtcNow()) ? grant : null;

    /// <summary>Makes a key. It is returned this once and never again.</summary>
    public async Task<(AgentKey Key, AgentGrant Grant)> CreateAsync(string name, IReadOnlyList<string> users, IReadOnlyList<string> platforms, IReadOnlyList<string> actions, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var key = AgentKeyFormat.Create();
        var hash = KeyHash.Of(key.RevealSecret())!.Value.ToString();
        var grant = new AgentGrant
        {
            Id = "key_" + hash[..16],
            Name = name,
            KeyHash = hash,
            Users = users,
            Platforms = platforms,
            Actions = actions,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = expiresAt,
            DefaultUser = users.Count == 1 ? users[0] : null,
        };
        var write = new VaultWrite(new VaultName(VaultKind.AgentKey, grant.Id), 0, new Dictionary<string, string> { ["name"] = name }, JsonSerializer.SerializeToUtf8Bytes(grant));
        await vault.CommitAsync(new VaultCommit(write), cancellationToken);
        Add(grant);
        return (key, grant);
    }

    /// <summary>Ends a key at once. False: there is none of that id, or it is the bootstrap key, which configuration holds.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var name = new VaultName(VaultKind.AgentKey, id);
        if (await vault.ReadAsync(name, cancellationToken) is not { } record) return false;
        var grant = JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span)!;
        if (!await vault.DeleteAsync(name, record.Generation, cancellationToken)) return false;
        return grants.TryRemove(KeyHash.Parse(grant.KeyHash), out _);
    }

    private void Add(AgentGrant grant) => grants[KeyHash.Parse(grant.KeyHash)] = grant;
}
