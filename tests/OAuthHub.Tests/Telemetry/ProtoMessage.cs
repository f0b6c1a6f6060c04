using System.Buffers.Binary;
using System.Text;

namespace OAuthHub.Tests.Telemetry;

/// <summary>A protobuf message by its field numbers; as much of the encoding as OTLP uses (protobuf.dev/programming-guides/encoding).</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Scalar, ReadOnlyMemory<byte> Bytes)> fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var key = Varint(ref bytes);
            var (number, scalar, content) = ((int)(key >> 3), 0UL, ReadOnlyMemory<byte>.Empty);
            switch (key & 7)
            {
                case 0: scalar = Varint(ref bytes); break;
                case 1: scalar = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span); break;
                case 2: content = Take(ref bytes, (int)Varint(ref bytes)); break;
                case 5: scalar = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span); break;
                default: throw new InvalidDataException($"Wire type {key & 7} is none of OTLP's.");
            }
            fields.Add((number, scalar, content));
        }
    }

    public bool Has(int number) => fields.Any(field => field.Number == number);

    public IEnumerable<ProtoMessage> Messages(int number) => fields.Where(field => field.Number == number).Select(field => new ProtoMessage(field.Bytes));

    public ProtoMessage Message(int number) => Messages(number).FirstOrDefault() ?? new ProtoMessage(ReadOnlyMemory<byte>.Empty);

    public ReadOnlyMemory<byte> Bytes(int number) => fields.FirstOrDefault(field => field.Number == number).Bytes;

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public ulong Scalar(int number) => fields.FirstOrDefault(field => field.Number == number).Scalar;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Scalar(number));

    /// <summary>A list of KeyValue (1: key, 2: AnyValue of which 1 is a text, 2 a truth, 3 a whole number, 4 a double).</summary>
    public IReadOnlyDictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(pair => pair.Text(1), pair => pair.Message(2) switch
    {
        var text when text.Has(1) => text.Text(1),
        var real when real.Has(4) => $"{real.Double(4)}",
        var other => $"{other.Scalar(2) + other.Scalar(3)}",
    });

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref bytes, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int count)
    {
        var taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
