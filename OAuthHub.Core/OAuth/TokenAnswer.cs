using System.Buffers.Binary;
using System.Text;

namespace OAuthHub.Core.OAuth;

/// <summary>What came of a token request, before anybody reads it. The three cases decide whether it may be sent again.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>What a login ends with that cannot go on without this answer.</summary>
    public string StopReason => this is NotProcessed("blocked_address", _) ? "blocked_address" : "platform_unavailable";

    /// <summary>A whole answer.</summary>
    public sealed record Received(RawAnswer Raw) : TokenAnswer;

    /// <summary>It did not leave: whoever wanted to send it had lost the right to.</summary>
    public sealed record NotSent : TokenAnswer;

    /// <summary>The platform certainly did not process it: not reached, or refused for its rate. Free to try again.</summary>
    /// <param name="Code">platform_unavailable, platform_tls_error, blocked_address or rate_limited.</param>
    public sealed record NotProcessed(string Code, TimeSpan? RetryAfter) : TokenAnswer;

    /// <summary>It was sent, and nobody knows whether the platform did it.</summary>
    /// <param name="Code">platform_timeout, platform_bad_response or platform_unavailable.</param>
    /// <param name="Partial">What did arrive.</param>
    public sealed record Unknown(string Code, RawAnswer? Partial) : TokenAnswer;
}

/// <summary>
/// An answer as it came over the wire. It goes, sealed, into the journal before anybody reads it, so that a reader that fails
/// does not lose a token.
/// </summary>
/// <param name="SentAt">When the request left; the token's life counts from here (RFC 6749 section 5.1).</param>
public sealed record RawAnswer(int Status, string? ContentType, byte[] Body, DateTimeOffset SentAt, DateTimeOffset ReceivedAt, TimeSpan? RetryAfter)
{
    private const byte Version = 1;
    private const int Fixed = 1 + 2 + 8 + 8 + 8 + 2;

    /// <remarks><code>version:u8 | status:u16 | sent:i64 | received:i64 | retry after:i64 (-1: none) | content type length:u16 | content type | body</code></remarks>
    public byte[] Serialize()
    {
        var type = Encoding.UTF8.GetBytes(ContentType ?? "");
        var bytes = new byte[Fixed + type.Length + Body.Length];
        var rest = bytes.AsSpan();
        rest[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)Status);
        BinaryPrimitives.WriteInt64BigEndian(rest[3..], SentAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(rest[11..], ReceivedAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(rest[19..], RetryAfter?.Ticks ?? -1);
        BinaryPrimitives.WriteUInt16BigEndian(rest[27..], (ushort)type.Length);
        type.CopyTo(rest[Fixed..]);
        Body.CopyTo(rest[(Fixed + type.Length)..]);
        return bytes;
    }

    /// <summary>Null when it is empty, or no answer in this version's form.</summary>
    public static RawAnswer? Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Fixed || bytes[0] != Version) return null;
        var typeLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[27..]);
        if (bytes.Length < Fixed + typeLength || !IsTime(bytes[3..]) || !IsTime(bytes[11..])) return null;
        var type = Encoding.UTF8.GetString(bytes.Slice(Fixed, typeLength));
        var retryAfter = BinaryPrimitives.ReadInt64BigEndian(bytes[19..]);
        return new RawAnswer(
            BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]), type.Length == 0 ? null : type, bytes[(Fixed + typeLength)..].ToArray(),
            new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(bytes[3..]), TimeSpan.Zero), new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(bytes[11..]), TimeSpan.Zero),
            retryAfter < 0 ? null : new TimeSpan(retryAfter));
    }

    private static bool IsTime(ReadOnlySpan<byte> ticks) => BinaryPrimitives.ReadInt64BigEndian(ticks) is >= 0 and var count && count <= DateTimeOffset.MaxValue.Ticks;

    public override string ToString() => $"RawAnswer({Status}, {Body.Length} bytes)";
}
