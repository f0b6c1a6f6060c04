using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Webhooks;

/// <summary>
/// The endpoints, in the vault, and a copy in memory by which each process knows whom to tell. Others hear of a change by the vault's signal;
/// what became of single messages is written without one, and read from the vault when somebody looks.
/// </summary>
public sealed class WebhookStore(IVault vault, VaultSignals signals, TimeProvider time)
{
    /// <summary>Each event is written once for each endpoint that wants it.</summary>
    public const int Most = 20;

    private ImmutableDictionary<string, WebhookEndpoint> known = ImmutableDictionary<string, WebhookEndpoint>.Empty;

    /// <summary>As this process knows them; their logs may be old.</summary>
    public IEnumerable<WebhookEndpoint> Known => known.Values;

    public WebhookEndpoint? Find(string id) => known.GetValueOrDefault(id);

    /// <param name="entries">The vault's listing, or a part of it.</param>
    public async Task LoadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        var read = new List<WebhookEndpoint>();
        foreach (var entry in entries)
            if (entry is { Name: { Kind: VaultKind.Webhook } name, Problem: VaultProblem.None } && await vault.ReadAsync(name, cancellationToken) is { } record) read.Add(WebhookCodec.Read(record.Secret));
        known = read.ToImmutableDictionary(endpoint => endpoint.Id, StringComparer.Ordinal);
    }

    /// <summary>As the vault has them now, the oldest first. Costs one pass over the vault.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<VaultEntry>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
            if (entry.Name is { Kind: VaultKind.Webhook }) entries.Add(entry);
        await LoadAsync(entries, cancellationToken);
        return [.. Known.OrderBy(endpoint => endpoint.CreatedAt)];
    }

    public async Task<WebhookEndpoint?> ReadAsync(string id, CancellationToken cancellationToken) =>
        await vault.ReadAsync(WebhookCodec.Name(id), cancellationToken) is { } record ? WebhookCodec.Read(record.Secret) : null;

    /// <summary>Its secret is in it, to be shown this once. Null: there are as many as there may be.</summary>
    public async Task<WebhookEndpoint?> CreateAsync(Uri url, string? description, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if ((await ListAsync(cancellationToken)).Count >= Most) return null;
        var now = time.GetUtcNow();
        var endpoint = new WebhookEndpoint
        {
            Id = "wh_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), Url = url, Description = description, Types = types, Keys = [new WebhookKey(WebhookSignature.NewSecret(), now)], CreatedAt = now,
        };
        await vault.CommitAsync(new VaultCommit(WebhookCodec.Write(endpoint, 0)), cancellationToken);
        await PutAsync(endpoint, isNews: true, cancellationToken);
        return endpoint;
    }

    /// <summary>Null: there is none of that id.</summary>
    /// <param name="isNews">Whether the other processes have to know at once.</param>
    public async Task<WebhookEndpoint?> ChangeAsync(string id, Func<WebhookEndpoint, WebhookEndpoint> change, bool isNews, CancellationToken cancellationToken)
    {
        while (await vault.ReadAsync(WebhookCodec.Name(id), cancellationToken) is { } record)
        {
            var before = WebhookCodec.Read(record.Secret);
            var after = change(before);
            if (await vault.CommitAsync(new VaultCommit(WebhookCodec.Write(after, record.Generation)), cancellationToken) is VaultWriteOutcome.Conflict) continue;
            await PutAsync(after, isNews || before.IsEnabled != after.IsEnabled, cancellationToken);
            return after;
        }
        return null;
    }

    /// <summary>A new secret, first of the list. The old one signs beside it for a day.</summary>
    public Task<WebhookEndpoint?> ReplaceSecretAsync(string id, CancellationToken cancellationToken)
    {
        var (now, secret) = (time.GetUtcNow(), WebhookSignature.NewSecret());
        return ChangeAsync(id, endpoint => endpoint with { Keys = [new WebhookKey(secret, now), endpoint.Keys[0] with { EndsAt = now + WebhookSchedule.OldSecretFor }] }, isNews: true, cancellationToken);
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        while (await vault.ReadAsync(WebhookCodec.Name(id), cancellationToken) is { } record)
        {
            if (!await vault.DeleteAsync(record.Name, record.Generation, cancellationToken)) continue;
            ImmutableInterlocked.TryRemove(ref known, id, out _);
            await signals.RaiseAsync(VaultSignals.Webhooks, cancellationToken);
            return true;
        }
        return false;
    }

    private async Task PutAsync(WebhookEndpoint endpoint, bool isNews, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.AddOrUpdate(ref known, endpoint.Id, endpoint, (_, _) => endpoint);
        if (isNews) await signals.RaiseAsync(VaultSignals.Webhooks, cancellationToken);
    }
}
