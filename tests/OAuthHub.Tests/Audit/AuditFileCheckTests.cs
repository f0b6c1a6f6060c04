using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Audit;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Audit;

/// <summary>Lines that were written at once share a mac, and none of them can be touched unnoticed for that.</summary>
public sealed class AuditFileCheckTests : IDisposable
{
    private const string Name = "one" + AuditFile.Extension;
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File(Name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_written_at_once_has_one_mac_over_the_mac_before_and_all_of_its_lines()
    {
        Write(3, 1, 2);
        var lines = File.ReadAllLines(FilePath);
        Assert.Equal([true, false, false, true, true, false, true], lines.Select(line => line.Contains("\"mac\":", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(1, 6).Select(number => (long)number), AuditReading.Entries(FilePath).Select(line => line.Seq));

        var head = Open(lines[0]);
        var first = Open(lines[3]);
        var last = Open(lines[6]);
        Assert.Equal(Mac("", head.Json), head.Mac);
        Assert.Equal(Mac(head.Mac, lines[1], lines[2], first.Json), first.Mac);
        Assert.Equal(Mac(Open(lines[4]).Mac, lines[5], last.Json), last.Mac);
        Assert.Equal(new AuditPoint(Name, 6, last.Mac), AuditReading.HeadOf(FilePath));
        Assert.Equal([head.Mac, null, null, first.Mac, Open(lines[4]).Mac, null, last.Mac], Check().Macs);
        Assert.Null(Check().Fault);
    }

    [Fact]
    public void A_file_of_a_version_that_gave_each_line_its_own_is_whole()
    {
        Write(5);
        var (before, own) = ("", new List<string>());
        foreach (var json in File.ReadAllLines(FilePath).Select(line => AuditFormat.Open(line)!.Value.Json))
        {
            before = Mac(before, json);
            own.Add($"{json[..^1]},\"mac\":\"{before}\"}}");
        }
        File.WriteAllLines(FilePath, own);
        Assert.Equal((null, 6), (Check().Fault, Check().Macs.Count(mac => mac is not null)));
        own[3] = own[3].Replace("\"number 2\"", "\"number 9\"", StringComparison.Ordinal);
        File.WriteAllLines(FilePath, own);
        Assert.Equal(3, Check().Fault!.Line);
    }

    [Fact]
    public void More_than_is_written_at_once_has_several_macs()
    {
        Write(20, detail: 40_000);
        Assert.InRange(Check().Macs.Count(mac => mac is not null), 3, 10);
        Assert.Null(Check().Fault);
    }

    /// <param name="line">Where the fault is found: at the first of those that share a mac.</param>
    [Theory]
    [InlineData("a line is changed", 3)]
    [InlineData("a line is taken out", 3)]
    [InlineData("a line is put in", 3)]
    [InlineData("two change places", 3)]
    [InlineData("a mac is taken off", 3)]
    [InlineData("a mac is put on", 3)]
    [InlineData("the last is cut off", 3)]
    [InlineData("all but the last are taken out", 3)]
    [InlineData("all of a mac are taken out", 3)]
    [InlineData("the head is changed", 0)]
    public void Whatever_is_done_to_a_line_is_found(string deed, int line)
    {
        Write(2, 4, 2);
        var lines = File.ReadAllLines(FilePath).ToList();
        switch (deed)
        {
            case "a line is changed": lines[4] = lines[4].Replace("\"ok\"", "\"no\"", StringComparison.Ordinal); break;
            case "a line is taken out": lines.RemoveAt(4); break;
            case "a line is put in": lines.Insert(4, lines[1]); break;
            case "two change places": (lines[3], lines[4]) = (lines[4], lines[3]); break;
            case "a mac is taken off": lines[6] = Open(lines[6]).Json; break;
            case "a mac is put on": lines[4] = $"{lines[4][..^1]},\"mac\":\"{Open(lines[2]).Mac}\"}}"; break;
            case "the last is cut off": lines.RemoveRange(6, 3); break;
            case "all but the last are taken out": lines.RemoveRange(3, 3); break;
            case "all of a mac are taken out": lines.RemoveRange(3, 4); break;
            default: lines[0] = lines[0].Replace("\"deployment\"", "\"another\"", StringComparison.Ordinal); break;
        }
        File.WriteAllLines(FilePath, lines);
        Assert.Equal(line, Check().Fault!.Line);
        Assert.Equal(line, Check().Macs.Count);
    }

    /// <summary>A hub that runs is checked too, and may be just at it.</summary>
    [Fact]
    public async Task What_is_half_written_is_looked_at_once_more()
    {
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            foreach (var number in Enumerable.Range(0, 5)) hub.Get<AuditLog>().Write(new AuditEntry("test", AuditEntry.Ok, AuditActor.Hub) { Detail = $"{number}" });
            await hub.Get<AuditLog>().FlushAsync(CancellationToken.None);
        }
        var path = Assert.Single(Directory.GetFiles(folder.File("audit")));
        var whole = await File.ReadAllBytesAsync(path);
        await using var next = await HubHost.StartAsync(new HubSetup { Folder = folder });
        foreach (var missing in (int[])[10, 400])
        {
            await File.WriteAllBytesAsync(path, whole[..^missing]);
            var verifying = next.Get<AuditVerifier>().VerifyAsync(CancellationToken.None); // has read it when this returns
            await File.AppendAllBytesAsync(path, whole[^missing..]);
            Assert.True((await verifying).IsWhole);
        }
        await File.WriteAllBytesAsync(path, whole[..^400]);
        Assert.False((await next.Get<AuditVerifier>().VerifyAsync(CancellationToken.None)).IsWhole);
    }

    /// <param name="batches">How many entries are written at once, one time after the other.</param>
    private void Write(int[] batches, int detail)
    {
        using var file = AuditFile.Create(folder.Path, new AuditHead(AuditFormat.Version, Name, "deployment", "key", HubHost.Start, []), Key);
        var number = 0;
        foreach (var many in batches)
            file.Append(AuditBatch.Of(HubHost.Start, [.. Enumerable.Range(0, many).Select(_ => new AuditEntry("test", AuditEntry.Ok, AuditActor.Hub) { Detail = $"number {number++}".PadRight(detail) })]));
    }

    private void Write(params int[] batches) => Write(batches, 0);

    private void Write(int entries, int detail) => Write([entries], detail);

    private AuditFileCheck Check() => AuditFileCheck.Run(FilePath, key => key == "key" ? Key : null);

    private static (string Json, string Mac) Open(string line) => (AuditFormat.Open(line)!.Value.Json, AuditFormat.Open(line)!.Value.Mac!);

    private static string Mac(string before, params string[] lines) => Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(before + string.Concat(lines.Select(line => "\n" + line)))));
}
