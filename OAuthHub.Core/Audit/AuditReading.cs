namespace OAuthHub.Core.Audit;

/// <summary>Reads files line by line, also one that another process is writing.</summary>
internal static class AuditReading
{
    private const int TailBytes = 64 * 1024; // a line is much shorter

    /// <summary>All whole lines; the last may be half written, and then it is not there yet.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    public static IEnumerable<AuditLine> Entries(string path) =>
        Lines(path).Skip(1).Select(line => AuditFormat.Open(line) is { } open ? AuditFormat.Read<AuditLine>(open.Json) : null).OfType<AuditLine>();

    /// <summary>When the file's last whole line was written, from its end alone. Null: that does not tell.</summary>
    public static DateTimeOffset? EndOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, TailBytes), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Reverse().Select(line => AuditFormat.Open(line) is { } open ? AuditFormat.Read<AuditLine>(open.Json) : null).FirstOrDefault(line => line is { Entry: not null })?.At;
    }

    /// <summary>The file's last whole line. Null: it has none.</summary>
    public static AuditPoint? HeadOf(string path)
    {
        AuditPoint? head = null;
        var seq = 0L;
        foreach (var line in Lines(path))
            if (AuditFormat.Open(line) is { } open) head = new AuditPoint(Path.GetFileName(path), seq++, open.Mac);
        return head;
    }
}
