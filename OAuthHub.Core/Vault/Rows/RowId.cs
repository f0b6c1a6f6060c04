namespace OAuthHub.Core.Vault.Rows;

/// <summary>The name of a row: a keyed hash (32 bytes) of the record's name. It compares by its bytes.</summary>
internal readonly struct RowId(byte[] bytes) : IEquatable<RowId>
{
    public byte[] Bytes { get; } = bytes;

    public static RowId Parse(string hex) => new(Convert.FromHexString(hex));

    public bool Equals(RowId other) => Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is RowId other && Equals(other);

    // The id is itself a hash: its first bytes are as good as any other.
    public override int GetHashCode() => BitConverter.ToInt32(Bytes, 0);

    /// <summary>64 lower-case hex digits: a name that every backend takes.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);
}
