namespace OAuthHub.Core.Vault.Rows;

/// <summary>What a backend keeps of one record: sealed blobs, and the numbers that writes are compared by.</summary>
/// <param name="Generation">Of the record; 0 when there is only an answer.</param>
/// <param name="Record">The sealed record. Null when there is none, or when the listing left it out.</param>
/// <param name="Properties">The sealed properties, where the backend keeps them apart (<see cref="IRecordStore.KeepsProperties"/>).</param>
/// <param name="Answer">The journaled answer, if there is one and the listing did not leave it out.</param>
/// <param name="Version">The backend's own number of this state of the row, for backends that compare by it.</param>
internal sealed record SealedRow(RowId Id, long Generation, byte[]? Record, byte[]? Properties, SealedAnswer? Answer, string? Version = null)
{
    /// <summary>The same record and the same answer, bit by bit; where a row is kept plays no part.</summary>
    public bool HasContentOf(SealedRow other) =>
        Id.Equals(other.Id) && Generation == other.Generation && Same(Record, other.Record) &&
        Answer?.TokenGeneration == other.Answer?.TokenGeneration && Same(Answer?.Blob, other.Answer?.Blob);

    public override string ToString() => $"{Id}@{Generation}";

    private static bool Same(byte[]? one, byte[]? other) =>
        one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);
}

/// <param name="TokenGeneration">The generation of tokens that was exchanged for it.</param>
internal sealed record SealedAnswer(long TokenGeneration, byte[] Blob);

/// <summary>A <see cref="VaultCommit"/>, sealed.</summary>
/// <param name="Expected">The generation that the record must still have: 0 that there is none, -1 that no record is written.</param>
internal sealed record SealedStep(RowId Id, long Expected, byte[]? Record, byte[]? Properties, SealedAnswer? Answer);
