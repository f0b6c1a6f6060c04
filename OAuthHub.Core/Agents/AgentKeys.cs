using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Agents;

/// <summary>
/// The keys by which agents ask for tokens. Only their hashes are kept. The bootstrap key comes from configuration, or from a
/// file that the first start makes. Other processes hear of a change by the vault's signal and read the keys again.
/// </summary>
public sealed class AgentKeys(IVault vault, VaultSignals signals, HubPaths paths, IOptions<HubOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The user of a hub that has only one.</summary>
    public const string LocalUser = "local";

    /// <summary>The id of the bootstrap key, which no record stands for.</summary>
    public const string BootstrapId = "bootstrap";

    private readonly SemaphoreSlim changing = new(1); // else a reading that began before a change could end after it
    private volatile ConcurrentDictionary<KeyHash, AgentGrant> grants = new();
    private AgentGrant? bootstrapGrant;

    /// <summary>The file of the bootstrap key; null when configuration gives it.</summary>
    public string? BootstrapKeyFile => options.Value.AgentKey is null ? paths.AgentKeyFile : null;

    /// <summary>Finds or makes the bootstrap key, and reads the others.</summary>
    /// <param name="entries">The vault's listing, or a part of it.</param>
    public async Task LoadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        var bootstrap = options.Value.AgentKey ?? PrivateFile.Read(paths.AgentKeyFile, "agent key file");
        bootstrap ??= PrivateFile.WriteOrRead(paths.AgentKeyFile, AgentKeyFormat.Create().RevealSecret(), "agent key file"); // two processes may start at once
        var hash = KeyHash.Of(bootstrap) ?? throw new HubStartException($"The bootstrap agent key is not 1 to 256 ASCII characters. Correct OAuthHub:AgentKey or delete {paths.AgentKeyFile} to get a new one.");
        bootstrapGrant = new AgentGrant { Id = BootstrapId, Name = "Bootstrap key", KeyHash = hash.ToString(), Actions = AgentAction.All, CreatedAt = time.GetUtcNow(), DefaultUser = LocalUser };
        Take(await ReadAsync(entries, cancellationToken));
    }

    /// <summary>Reads all keys again: those that another process has made hold, those that it has revoked do not.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            Take(await ListAsync(cancellationToken));
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>The keys as the vault has them now, without the bootstrap key. Costs one pass over the vault.</summary>
    public async Task<IReadOnlyList<AgentGrant>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<VaultEntry>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
            if (entry.Name is { Kind: VaultKind.AgentKey }) entries.Add(entry);
        return await ReadAsync(entries, cancellationToken);
    }

    /// <summary>A key as the vault has it now. Null: there is none of that id, its record does not open, or it is the bootstrap key.</summary>
    public async Task<AgentGrant?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.ReadAsync(new VaultName(VaultKind.AgentKey, id), cancellationToken) is { } record ? JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span) : null;
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return null; // as in the list
        }
    }

    /// <summary>What the presented key may do; null when it is unknown, revoked or expired.</summary>
    public AgentGrant? Find(ReadOnlySpan<char> presented) => KeyHash.Of(presented) is { } hash ? Find(hash) : null;

    /// <summary>What the key of that hash may do; null when it is unknown, revoked or expired.</summary>
    public AgentGrant? Find(KeyHash hash) => grants.TryGetValue(hash, out var grant) && (grant.ExpiresAt is not { } end || end > time.GetUtcNow()) ? grant : null;

    /// <summary>The key of that id, if it is still one: for what a key has begun and what ends with it.</summary>
    public AgentGrant? FindById(string id) =>
        grants.Values.FirstOrDefault(grant => string.Equals(grant.Id, id, StringComparison.Ordinal)) is { } found && (found.ExpiresAt is not { } end || end > time.GetUtcNow()) ? found : null;

    /// <summary>Makes a key. It is returned this once and never again.</summary>
    public async Task<(AgentKey Key, AgentGrant Grant)> CreateAsync(string name, AgentLimits limits, CancellationToken cancellationToken)
    {
        var key = AgentKeyFormat.Create();
        var hash = KeyHash.Of(key.RevealSecret())!.Value.ToString();
        var grant = new AgentGrant { Id = "key_" + hash[..16], Name = name, KeyHash = hash, Prefix = AgentKeyFormat.PrefixOf(key), CreatedAt = time.GetUtcNow() }.Within(limits);
        await ChangeAsync(async () =>
        {
            await vault.CommitAsync(new VaultCommit(WriteOf(grant, 0)), cancellationToken);
            Add(grants, grant);
            return true;
        }, cancellationToken);
        return (key, grant);
    }

    /// <summary>Gives a key another name or other limits; it stays the same secret. Null: there is none of that id, or it is the bootstrap key.</summary>
    public Task<AgentGrant?> ChangeAsync(string id, string name, AgentLimits limits, CancellationToken cancellationToken) => ChangeAsync(() => ReplaceAsync(id, before => before.Within(limits) with { Name = name }, cancellationToken), cancellationToken);

    /// <summary>Keeps when and from where a key was last used. Nobody need hear of it.</summary>
    internal async Task NoteUseAsync(string id, KeyUsed use, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            await ReplaceAsync(id, before => before.LastUsedAt >= use.At ? before : before with { LastUsedAt = use.At, LastUsedFrom = use.From }, cancellationToken);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Ends a key at once. False: there is none of that id, or it is the bootstrap key, which configuration holds.</summary>
    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        var name = new VaultName(VaultKind.AgentKey, id);
        while (await vault.ReadAsync(name, cancellationToken) is { } record)
        {
            if (!await vault.DeleteAsync(name, record.Generation, cancellationToken)) continue;
            grants.TryRemove(KeyHash.Parse(JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span)!.KeyHash), out _);
            return true;
        }
        return false;
    }, cancellationToken);

    public void Dispose() => changing.Dispose();

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            var result = await change();
            // Also when nothing was there: whoever revokes again, because the first time ended in between, wants all to hear of it.
            await signals.RaiseAsync(VaultSignals.Keys, cancellationToken);
            return result;
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task<AgentGrant?> ReplaceAsync(string id, Func<AgentGrant, AgentGrant> change, CancellationToken cancellationToken)
    {
        while (await vault.ReadAsync(new VaultName(VaultKind.AgentKey, id), cancellationToken) is { } record)
        {
            var before = JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span)!;
            var after = change(before);
            if (ReferenceEquals(after, before)) return before;
            if (await vault.CommitAsync(new VaultCommit(WriteOf(after, record.Generation)), cancellationToken) is VaultWriteOutcome.Conflict) continue;
            Add(grants, after);
            return after;
        }
        return null;
    }

    private static VaultWrite WriteOf(AgentGrant grant, long generation) =>
        new(new VaultName(VaultKind.AgentKey, grant.Id), generation, new Dictionary<string, string> { ["name"] = grant.Name }, JsonSerializer.SerializeToUtf8Bytes(grant));

    private async Task<IReadOnlyList<AgentGrant>> ReadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        var read = new List<AgentGrant>();
        foreach (var entry in entries)
        {
            if (entry is not { Name: { Kind: VaultKind.AgentKey } name, Problem: VaultProblem.None }) continue;
            if (await vault.ReadAsync(name, cancellationToken) is { } record) read.Add(JsonSerializer.Deserialize<AgentGrant>(record.Secret.Span)!);
        }
        return read;
    }

    private void Take(IReadOnlyList<AgentGrant> read)
    {
        var next = new ConcurrentDictionary<KeyHash, AgentGrant>();
        foreach (var grant in read) Add(next, grant);
        if (bootstrapGrant is { } bootstrap) Add(next, bootstrap);
        grants = next;
    }

    private static void Add(ConcurrentDictionary<KeyHash, AgentGrant> to, AgentGrant grant) => to[KeyHash.Parse(grant.KeyHash)] = grant;
}
