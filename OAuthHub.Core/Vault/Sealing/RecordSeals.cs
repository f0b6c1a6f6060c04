using System.Text.Json;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>Turns records into sealed rows and back: the one place where a backend's bytes get their meaning.</summary>
internal sealed class RecordSeals(VaultIdentity identity, KeyRing keys)
{
    private readonly Sealer sealer = new(keys);

    public string DeploymentId => identity.DeploymentId;

    public VaultIdentity Identity => identity;

    public RowId Id(VaultName name) => identity.RecordId(name);

    /// <param name="properties">Whether the backend keeps properties apart.</param>
    public SealedStep Seal(VaultCommit commit, bool properties)
    {
        var id = Id((commit.Write?.Name ?? commit.Journal?.Name)!.Value);
        var answer = commit.Journal is { } entry ? new SealedAnswer(entry.TokenGeneration, sealer.Seal(Context("answer", id, entry.TokenGeneration), entry.Answer.Span)) : null;
        if (commit.Write is not { } write) return new SealedStep(id, -1, null, null, answer);
        var generation = write.ExpectedGeneration + 1;
        var record = sealer.Seal(Context("record", id, generation), RecordFrame.Write(write.Name, write.Properties, write.Secret.Span));
        return new SealedStep(id, write.ExpectedGeneration, record, properties ? SealProperties(id, generation, write.Name, write.Properties) : null, answer);
    }

    /// <exception cref="VaultIntegrityException">It does not verify here.</exception>
    /// <exception cref="VaultKeyUnavailableException">Its master key is not configured.</exception>
    public VaultRecord Open(RowId id, long generation, byte[] record) => RecordFrame.Read(generation, sealer.Open(Context("record", id, generation), record));

    /// <inheritdoc cref="Open"/>
    public JournalEntry OpenAnswer(VaultName name, RowId id, SealedAnswer answer) =>
        new(name, answer.TokenGeneration, sealer.Open(Context("answer", id, answer.TokenGeneration), answer.Blob));

    public byte[] SealProperties(RowId id, long generation, VaultName name, IReadOnlyDictionary<string, string> properties) =>
        sealer.Seal(Context("witness", id, generation), JsonSerializer.SerializeToUtf8Bytes(new KeptProperties((byte)name.Kind, name.Id, properties)));

    /// <summary>Null: they are not there, or do not open; the record itself then has the last word.</summary>
    public KeptProperties? OpenProperties(RowId id, long generation, byte[]? properties)
    {
        if (properties is null) return null;
        try
        {
            return JsonSerializer.Deserialize<KeptProperties>(sealer.Open(Context("witness", id, generation), properties));
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return null;
        }
    }

    /// <summary>True when everything in the row is sealed with this master key.</summary>
    public static bool IsUnder(string keyId, SealedRow row) =>
        ((byte[]?[])[row.Record, row.Properties, row.Answer?.Blob]).All(blob => blob is null || string.Equals(Sealer.KeyIdOf(blob), keyId, StringComparison.Ordinal));

    /// <summary>The same content under the newest master key and fresh data keys, at the same generation.</summary>
    /// <exception cref="VaultIntegrityException">It does not verify here.</exception>
    /// <exception cref="VaultKeyUnavailableException">Its master key is not configured.</exception>
    public SealedRow Reseal(SealedRow row, bool properties)
    {
        var (id, answer) = (row.Id, row.Answer);
        if (answer is not null) answer = answer with { Blob = Again(Context("answer", id, answer.TokenGeneration), answer.Blob) };
        if (row.Record is null) return row with { Answer = answer, Properties = null };
        var record = Open(id, row.Generation, row.Record);
        return row with
        {
            Record = Again(Context("record", id, row.Generation), row.Record),
            Properties = properties ? SealProperties(id, row.Generation, record.Name, record.Properties) : null,
            Answer = answer,
        };
    }

    /// <summary>The row as another backend wants it: with its properties apart, or without.</summary>
    public SealedRow Fit(SealedRow row, bool properties)
    {
        if (!properties || row.Record is null) return row with { Properties = null, Version = null };
        var record = Open(row.Id, row.Generation, row.Record);
        return row with { Properties = SealProperties(row.Id, row.Generation, record.Name, record.Properties), Version = null };
    }

    private byte[] Again(in SealContext context, byte[] blob) => sealer.Seal(context, sealer.Open(context, blob));

    private SealContext Context(string purpose, RowId id, long generation) => new(identity.DeploymentId, purpose, id.Bytes, generation);
}

/// <summary>What a record is, for when it is listed, or cannot say so itself.</summary>
internal sealed record KeptProperties(byte Kind, string Id, IReadOnlyDictionary<string, string> Properties)
{
    public VaultName Name => new((VaultKind)Kind, Id);
}
