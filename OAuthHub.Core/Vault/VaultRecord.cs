namespace OAuthHub.Core.Vault;

/// <summary>
/// A record as read: properties are metadata without secrets (a backend may keep them where they can be listed), the
/// secret is opaque to the vault.
/// </summary>
/// <param name="Generation">Counts the writes of this record, from 1.</param>
public sealed record VaultRecord(
    VaultName Name, long Generation, IReadOnlyDictionary<string, string> Properties, ReadOnlyMemory<byte> Secret)
{
    public override string ToString() => $"{Name}@{Generation}";
}

/// <summary>What is to be written, on condition that the record is still at <paramref name="ExpectedGeneration"/> (0: that there is none).</summary>
public sealed record VaultWrite(
    VaultName Name, long ExpectedGeneration, IReadOnlyDictionary<string, string> Properties, ReadOnlyMemory<byte> Secret)
{
    public override string ToString() => $"{Name}@{ExpectedGeneration}+1";
}

/// <summary>
/// An answer of a platform, kept as it came, before anything depends on reading it rightly. One a record: the newest replaces
/// the one before.
/// </summary>
/// <param name="TokenGeneration">The generation of tokens that was exchanged for this answer.</param>
public sealed record JournalEntry(VaultName Name, long TokenGeneration, ReadOnlyMemory<byte> Answer)
{
    public override string ToString() => $"answer of {Name} to token generation {TokenGeneration}";
}

/// <summary>One durable step. At least one of the two is given.</summary>
public sealed record VaultCommit(VaultWrite? Write, JournalEntry? Journal = null);

/// <summary>How a conditional write ended.</summary>
public abstract record VaultWriteOutcome
{
    private VaultWriteOutcome() { }

    /// <summary>Durable, with the record's new generation (0 when only a journal entry was written).</summary>
    public sealed record Written(long Generation) : VaultWriteOutcome;

    /// <summary>Somebody else wrote first; nothing of the record was changed. 0: there is no such record.</summary>
    public sealed record Conflict(long CurrentGeneration) : VaultWriteOutcome;
}

/// <summary>A line of the listing.</summary>
/// <param name="Name">Null when the record cannot be opened and nothing else knows its name.</param>
public sealed record VaultEntry(
    VaultName? Name, long Generation, IReadOnlyDictionary<string, string> Properties, VaultProblem Problem = VaultProblem.None);

public enum VaultProblem
{
    None,

    /// <summary>The record does not verify: changed, moved, or cut.</summary>
    Damaged,

    /// <summary>The record verifies, but is older than one that was already seen.</summary>
    PutBack,

    /// <summary>The record was seen before and is gone without having been deleted.</summary>
    Missing,

    /// <summary>Sealed with a master key that is not configured.</summary>
    KeyUnavailable,
}
