using System.Buffers;
using System.Text;
using System.Text.Json;
using OAuthHub.Core.Audit;

namespace OAuthHub.Tests.Audit;

/// <summary>What is written piece by piece reads as what it was.</summary>
public sealed class AuditTextTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string> Words => [.. (string[])["", "plain", "a \"word\"", "back\\slash", "line\nend\r\t\0\u001f\u007f", "ümläut é", "日本語", "😀 and 𝄞", "\u2028\u2029", "<script>&'+", "a\ufeffb", new string('x', 40_000) + "é"]];

    [Theory]
    [MemberData(nameof(Words))]
    public void An_entry_stands_there_as_the_serializer_has_it(string word)
    {
        var entry = new AuditEntry(word, word, new AuditActor(word, word, word)) { User = word, Platform = word, Connection = word, RemainingSeconds = long.MinValue, Detail = word, Address = word };
        Assert.All(typeof(AuditEntry).GetProperties(), property => Assert.NotNull(property.GetValue(entry))); // a new member would be forgotten here too
        var line = new AuditLine(7, At.AddTicks(1_234_567), entry);
        Assert.Equal(JsonSerializer.Serialize(line, AuditFormat.Options), "{\"seq\":7," + Text(line.At, entry));
    }

    [Fact]
    public void What_an_entry_does_not_say_is_left_out()
    {
        var line = new AuditLine(7, At.AddTicks(1_234_567), new AuditEntry("a", "b", AuditActor.Hub));
        Assert.Equal(JsonSerializer.Serialize(line, AuditFormat.Options), "{\"seq\":7," + Text(line.At, line.Entry));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Its_time_is_read_to_the_tick(long ticks)
    {
        var entry = new AuditEntry("a", "b", AuditActor.User("u"));
        Assert.Equal(new AuditLine(7, At.AddTicks(ticks), entry), AuditFormat.Read<AuditLine>("{\"seq\":7," + Text(At.AddTicks(ticks), entry)));
    }

    [Fact]
    public void Half_a_pair_of_surrogates_is_no_error() =>
        Assert.Equal("a\ufffdb", AuditFormat.Read<AuditLine>("{\"seq\":7," + Text(At, new AuditEntry("a", "b", AuditActor.Hub) { Detail = "a\ud83db" }))!.Entry.Detail);

    private static string Text(DateTimeOffset at, AuditEntry entry)
    {
        var to = new ArrayBufferWriter<byte>();
        AuditText.Write(to, at, entry);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
