using System.Text;

namespace OAuthHub.Core.Audit;

/// <summary>Reads files line by line, also one that another process is writing.</summary>
internal static class AuditReading
{
    /// <summary>Bytes; more than most entries have.</summary>
    private const long Ending = 16 * 1024;

    /// <summary>All whole lines; the last may be half written, and then it is not there yet.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    public static IEnumerable<AuditLine> Entries(string path) =>
        Lines(path).Skip(1).Select(line => AuditFormat.Open(line) is { } open ? AuditFormat.Read<AuditLine>(open.Json) : null).OfType<AuditLine>();

    /// <summary>The file's last whole line, read from its end: there may be many files, and long ones. Null: it has none.</summary>
    public static AuditPoint? HeadOf(string path)
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
                if (AuditFormat.Open(whole[at]) is { } open && AuditFormat.Read<AuditLine>(open.Json) is { } line) return new AuditPoint(Path.GetFileName(path), line.Seq, open.Mac);
            if (isAll) return null;
        }
    }
}
