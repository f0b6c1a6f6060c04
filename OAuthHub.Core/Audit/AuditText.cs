using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OAuthHub.Core.Audit;

/// <summary>
/// An entry as it stands in a file behind its number: <c>"at":…,"entry":{…}}</c>, the JSON of <see cref="AuditLine"/>. One stands behind each call
/// of an agent, so it is written piece by piece; whoever reads it uses the serializer.
/// </summary>
internal static class AuditText
{
    private const int LongestTime = 64, LongestNumber = 20;

    /// <summary>What JSON takes as it is. Nearly everything that an entry says is made of it.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c is not ('"' or '\\'))]);

    public static void Write(ArrayBufferWriter<byte> to, DateTimeOffset at, AuditEntry entry)
    {
        to.Write("\"at\":\""u8);
        at.TryFormat(to.GetSpan(LongestTime), out var written, "O", CultureInfo.InvariantCulture);
        to.Advance(written);
        Put(to, "\",\"entry\":{\"what\":\""u8, entry.What);
        Put(to, ",\"outcome\":\""u8, entry.Outcome);
        Put(to, ",\"actor\":{\"kind\":\""u8, entry.Actor.Kind);
        Put(to, ",\"id\":\""u8, entry.Actor.Id);
        Put(to, ",\"name\":\""u8, entry.Actor.Name);
        to.Write("}"u8);
        Put(to, ",\"user\":\""u8, entry.User);
        Put(to, ",\"platform\":\""u8, entry.Platform);
        Put(to, ",\"connection\":\""u8, entry.Connection);
        if (entry.RemainingSeconds is { } seconds)
        {
            to.Write(",\"remaining_seconds\":"u8);
            Write(to, seconds);
        }
        Put(to, ",\"detail\":\""u8, entry.Detail);
        Put(to, ",\"address\":\""u8, entry.Address);
        to.Write("}}"u8);
    }

    public static void Write(ArrayBufferWriter<byte> to, long number)
    {
        number.TryFormat(to.GetSpan(LongestNumber), out var written, provider: CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <param name="before">The member's name and the quotation mark that begins its value.</param>
    /// <param name="value">Null: it is left out.</param>
    private static void Put(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> before, string? value)
    {
        if (value is null) return;
        to.Write(before);
        if (!value.AsSpan().ContainsAnyExcept(Plain)) to.Advance(Encoding.ASCII.GetBytes(value, to.GetSpan(value.Length)));
        else to.Write(JsonEncodedText.Encode(Encoding.UTF8.GetBytes(value), AuditFormat.Options.Encoder).EncodedUtf8Bytes); // by way of bytes: half a surrogate pair is then no error
        to.Write("\""u8);
    }
}
