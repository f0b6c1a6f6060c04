using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Audit;

/// <summary>The file that this process appends to. Not safe for several threads.</summary>
internal sealed class AuditFile : IDisposable
{
    public const string Extension = ".audit.jsonl";

    private readonly StreamWriter writer;
    private readonly FileStream stream;
    private readonly byte[] key;
    private string mac;
    private long seq;

    private AuditFile(FileStream stream, string name, byte[] key, string head)
    {
        (this.stream, Name, this.key) = (stream, name, key);
        writer = new StreamWriter(stream) { NewLine = "\n" };
        (var line, mac) = AuditFormat.Seal(head, null, key);
        writer.WriteLine(line);
        writer.Flush();
    }

    public string Name { get; }

    public long Length => stream.Length;

    /// <summary>The last line that was written.</summary>
    public AuditPoint Head => new(Name, seq, mac);

    /// <param name="head">What the first line says.</param>
    public static AuditFile Create(string folder, AuditHead head, byte[] key)
    {
        PrivateFile.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new AuditFile(new FileStream(Path.Combine(folder, head.File), options), head.File, key, AuditFormat.Serialize(head));
    }

    /// <summary>Appends; what is appended survives this process, and after <see cref="Sync"/> the machine.</summary>
    public void Append(IReadOnlyList<(DateTimeOffset At, AuditEntry Entry)> entries)
    {
        var (next, last) = (seq, mac);
        var text = new System.Text.StringBuilder();
        foreach (var (at, entry) in entries)
        {
            (var line, last) = AuditFormat.Seal(AuditFormat.Serialize(new AuditLine(++next, at, entry)), last, key);
            text.Append(line).Append('\n');
        }
        writer.Write(text);
        writer.Flush();
        (seq, mac) = (next, last); // only now: what could not be written is tried again
    }

    public void Sync() => stream.Flush(flushToDisk: true);

    public void Dispose() => writer.Dispose();
}
