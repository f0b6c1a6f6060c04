using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Azure.Security.KeyVault.Secrets;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>Documents as secrets of an Azure Key Vault. <see cref="KeyVaultDocuments"/> shows how one looks.</summary>
/// <remarks>
/// <para>
/// Key Vault has no conditional write. A write here is: take the document's lease, read, compare, send. So it compares and swaps as long
/// as no writer stands still for longer than its lease lasts between comparing and sending, and no request is held up in the network for
/// longer than that after its sender has given it up. Beyond that a later write wins over one that it has not seen:
/// <see cref="ComparesAndSwaps"/> is false, and nothing is refreshed without a lease.
/// </para>
/// <para>
/// Reading is one request; writing is three: the comparison, the new version, and disabling the one before. Deleting writes a tombstone
/// first, so that a name that is recovered later is still deleted.
/// </para>
/// </remarks>
internal sealed class AzureKeyVaultStore : DocumentStore
{
    private const int ReadsAtOnce = 8;
    private const string ProbeName = "probe";

    private readonly string prefix;
    private readonly bool purges;
    private readonly Regex ours;
    private readonly KeyVaultSecrets secrets;
    private readonly KeyVaultLocks locks;
    private readonly KeyVaultWriter writer;
    private readonly SupersededVersions superseded;
    private readonly KeyVaultParts parts;
    private readonly KeyVaultProbe probe;
    private readonly Purging purging;

    public AzureKeyVaultStore(KeyVaultSecrets secrets, AzureKeyVaultOptions options, Func<Coordination.ILeases> leases, Coordination.IOpeningLeases opening)
    {
        (this.secrets, prefix, purges) = (secrets, options.Prefix, options.PurgeDeleted);
        ours = new Regex($"^{Regex.Escape(prefix)}-(?<name>[0-9a-f]{{64}}|{HeaderName})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        locks = new KeyVaultLocks(secrets.Vault, HeaderName, leases, opening, secrets.Limits, secrets.Time);
        writer = new KeyVaultWriter(secrets);
        superseded = new SupersededVersions(secrets);
        parts = new KeyVaultParts(secrets, writer, superseded);
        probe = new KeyVaultProbe(secrets, NameOf(ProbeName), NameOf(HeaderName));
        purging = new Purging(secrets);
    }

    public override string Place => $"Key Vault {secrets.Vault} ({prefix}-…)";

    public override bool ComparesAndSwaps => false;

    public override bool KeepsProperties => true;

    public override Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) =>
        WithinAsync(token => base.CreateHeaderAsync(entries, token), cancellationToken);

    public override Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken) =>
        WithinAsync(token => base.ReplaceHeaderAsync(name, expected, value, token), cancellationToken);

    public override Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken) =>
        WithinAsync(token => base.CommitAsync(step, token), cancellationToken);

    public override Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) =>
        WithinAsync(token => base.DeleteAsync(id, expectedGeneration, token), cancellationToken);

    public override Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken) =>
        WithinAsync(token => base.ReplaceAsync(id, expected, next, token), cancellationToken);

    /// <summary>
    /// Health asks once a second, and Key Vault counts its writes: so one in a minute is a write (of a probe secret's tags), the others read the
    /// header. After a failure each is a write until one succeeds.
    /// </summary>
    public override Task CheckAsync(CancellationToken cancellationToken) => WithinAsync(async token =>
    {
        await probe.CheckAsync(token);
        return true;
    }, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await purging.DisposeAsync();
        locks.Dispose();
    }

    /// <summary>Tries all that the hub must be able to do here.</summary>
    /// <exception cref="VaultUnavailableException">It cannot; the message names the permission.</exception>
    public Task TryPermissionsAsync(CancellationToken cancellationToken) => probe.TryAllAsync(NameOf("none"), purges, cancellationToken);

    protected override async ValueTask<Document?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (await secrets.FindAsync(NameOf(name), cancellationToken) is not { } main || KeyVaultDocuments.IsTombstone(main.Properties)) return null;
        if (await parts.JoinAsync(main, cancellationToken) is not var (current, content)) return null;
        return new Document(name, content, KeyVaultDocuments.Generation(current.Properties), KeyVaultDocuments.Properties(current.Properties), current.Properties.Version);
    }

    protected override async Task<bool> PutAsync(string name, Document? read, DocumentContent next, CancellationToken cancellationToken)
    {
        var cut = KeyVaultDocuments.Cut(next.Content);
        await using var held = await locks.HoldAsync(name, cancellationToken);
        if (await IsAtAsync(name, read, cancellationToken) is not (true, var before)) return false;
        var versions = cut.Count > 1 ? await parts.WriteAsync(NameOf(name), cut.Skip(1), held.MayWrite, cancellationToken) : [];
        var main = await writer.WriteAsync(NameOf(name), KeyVaultDocuments.Value(cut[0], versions), properties => KeyVaultDocuments.Fill(properties, next), held.MayWrite, cancellationToken);
        await SupersedeAsync(before, main, versions, cancellationToken);
        return true;
    }

    protected override async Task<bool> RemoveAsync(string name, Document read, CancellationToken cancellationToken)
    {
        await using var held = await locks.HoldAsync(name, cancellationToken);
        if (await IsAtAsync(name, read, cancellationToken) is not (true, var before)) return false;
        var main = await writer.WriteAsync(NameOf(name), "-", KeyVaultDocuments.FillTombstone, held.MayWrite, cancellationToken);
        await SupersedeAsync(before, main, [], cancellationToken);
        foreach (var part in KeyVaultParts.Named(before).Select(part => part.Name).Append(NameOf(name)))
            if (held.MayWrite()) await DeleteSecretAsync(part, cancellationToken); // deleting is not conditional either
        return true;
    }

    protected override async IAsyncEnumerable<Document> ListDocumentsAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = new Queue<Task<Document?>>();
        await foreach (var properties in secrets.ListAsync(cancellationToken))
        {
            if (ours.Match(properties.Name) is not { Success: true } match || KeyVaultDocuments.IsTombstone(properties)) continue;
            var name = match.Groups["name"].Value;
            if (!whole)
            {
                yield return new Document(name, null, KeyVaultDocuments.Generation(properties), KeyVaultDocuments.Properties(properties), "");
                continue;
            }
            reading.Enqueue(GetAsync(name, cancellationToken).AsTask());
            if (reading.Count >= ReadsAtOnce && await reading.Dequeue() is { } found) yield return found;
        }
        while (reading.TryDequeue(out var last))
            if (await last is { } found) yield return found;
    }

    private string NameOf(string document) => $"{prefix}-{document}";

    private async Task<(bool Is, KeyVaultSecret? Before)> IsAtAsync(string name, Document? read, CancellationToken cancellationToken)
    {
        var before = await secrets.FindAsync(NameOf(name), cancellationToken);
        var current = before is null || KeyVaultDocuments.IsTombstone(before.Properties) ? null : before.Properties.Version;
        return (string.Equals(current, read?.Version, StringComparison.Ordinal), before);
    }

    /// <summary>The new version is written: whatever fails from here on is no failure of the write.</summary>
    private async Task SupersedeAsync(KeyVaultSecret? before, WrittenSecret main, string[] versions, CancellationToken cancellationToken)
    {
        if (main.IsClean) await superseded.DisableAsync(before is null ? [] : [before.Id], cancellationToken);
        else await superseded.SweepAsync(main.Properties.Name, cancellationToken);
        await parts.SupersedeAsync(before, main.Properties.Name, versions, cancellationToken);
    }

    /// <summary>The tombstone stands; the rest is tidiness.</summary>
    private async Task DeleteSecretAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await secrets.DeleteAsync(name, cancellationToken) && purges) purging.Begin(name);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // It stays as a tombstone, which counts as nothing.
        }
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        using var limit = new Limit(secrets.Limits.Write, secrets.Time, cancellationToken);
        try
        {
            return await write(limit.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw KeyVaultErrors.Translate(failure, secrets.Vault, "set");
        }
    }
}
