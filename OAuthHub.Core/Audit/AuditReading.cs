using System.Text;

namespace OAuthHub.Core.Audit;

/// <summary>Reads files line by line, also one that another process is writing.</summary>
internal static class AuditReading
{
    /// <summary>Bytes; more than most entries have.</summary>
    private const long Ending = 16 * 1024;

    /// <summary>All whole lines; the last may be half written, and then it is not there yet.</summary>
    /// <param name="bytes">So many at the end of the file only; the first line is then what is left of one.</param>
    public static IEnumerable<string> Lines(string path, long bytes = long.MaxValue)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > bytes) stream.Seek(-bytes, SeekOrigin.End);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    public static IEnumerable<AuditLine> Entries(string path) => Entries(Lines(path));

    /// <summary>The entries of the last bytes, the newest last.</summary>
    public static IEnumerable<AuditLine> LastEntries(string path, long bytes) => Entries(Lines(path, bytes));

    /// <summary>Without the first line, which is the file's head, or half a line.</summary>
    private static IEnumerable<AuditLine> Entries(IEnumerable<string> lines) =>
        lines.Skip(1).Select(line => AuditFormat.Open(line) is { } open ? AuditFormat.Read<AuditLine>(open.Json) : null).OfType<AuditLine>();

    /// <summary>When the file was last written to. Null: it has no entry.</summary>
    public static DateTimeOffset? EndOf(string path) => LastOf(path) is { Line.Entry: not null } last ? last.Line.At : null;

    /// <summary>The file's last line with a mac. Null: it has none.</summary>
    public static AuditPoint? HeadOf(string path) => LastOf(path) is { } last ? new AuditPoint(Path.GetFileName(path), last.Line.Seq, last.Mac) : null;

    /// <summary>Read from the end: there may be many files, and long ones. The first line of a file reads as one without an entry.</summary>
    private static (AuditLine Line, string Mac)? LastOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (var length = Ending; ; length *= 4)
        {
            var isAll = length >= stream.Length;
            var bytes = new byte[isAll ? stream.Length : length];
            stream.Seek(-bytes.Length, SeekOrigin.End);
            stream.ReadExactly(bytes);
            // What stands before the first break may be the end of a longer one, unless the file begins there.
            var whole = Encoding.UTF8.GetString(bytes).Split('\n').AsSpan(isAll ? 0 : 1);
            for (var at = whole.Length - 1; at >= 0; at--)
                if (AuditFormat.Open(whole[at]) is (var json, { } mac) && AuditFormat.Read<AuditLine>(json) is { } line) return (line, mac);
            if (isAll) return null;
        }
    }
}
