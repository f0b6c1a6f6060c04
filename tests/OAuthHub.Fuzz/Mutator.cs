namespace OAuthHub.Fuzz;

/// <summary>Makes inputs of inputs, the same ones for the same seed: what tests try besides the corpus. Searching by coverage is afl's business (<c>tests/fuzz</c>).</summary>
public sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private static readonly byte[] Telling = "\0\t\n\r \"%&'()+,-./:;<=>?@[\\]^_`{|}~#\x7f"u8.ToArray();
    private static readonly byte[][] Words = [[0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], "%2e%2e"u8.ToArray(), "//"u8.ToArray(), "\\"u8.ToArray(), "null"u8.ToArray(), "-1"u8.ToArray(), "1e400"u8.ToArray(), [0xED, 0xA0, 0x80], [0xC3, 0xA4]];

    private uint state = (uint)seed | 1;

    public byte[] Next()
    {
        var input = (byte[])Any(corpus).Clone();
        for (var times = 1 << Below(4); times > 0; times--) input = Change(input);
        return input;
    }

    private byte[] Change(byte[] input)
    {
        var (at, length) = (Below(input.Length + 1), input.Length);
        switch (Below(8))
        {
            case 0 when length > 0:
                input[at % length] ^= (byte)(1 << Below(8));
                return input;
            case 1 when length > 0:
                input[at % length] = (byte)Below(256);
                return input;
            case 2: return [.. input[..at], Telling[Below(Telling.Length)], .. input[at..]];
            case 3: return [.. input[..at], .. Any(Words), .. input[at..]];
            case 4: return input[..at];
            case 5: return [.. input[..at], .. input[Math.Min(length, at + Below(8))..]];
            case 6: return [.. input[..at], .. input[at..], .. input[Math.Max(0, length - Below(32))..]];
            default:
                var other = Any(corpus); // the beginning of one, the end of another
                return [.. input[..at], .. other[Below(other.Length + 1)..]];
        }
    }

    private byte[] Any(IReadOnlyList<byte[]> from) => from[Below(from.Count)];

    /// <summary>xorshift: the same numbers on every machine.</summary>
    private int Below(int count)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (int)(state % (uint)count);
    }
}
