using System.Buffers.Binary;
using System.IO.Hashing;

namespace OAuthHub.Core.Vault.LocalJournal;

/// <summary>An append-only file of sealed entries, locked by the process that writes it.</summary>
/// <remarks>
/// <code>length:u32 | CRC-32 of the entry:u32 | entry …</code>
/// A length of zero is the end: the file is longer than what is in it, since room was reserved.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const int Head = 8;

    /// <summary>Room for several hundred answers.</summary>
    private const int Reserve = 1024 * 1024;

    private readonly string path;
    private readonly FileStream stream;
    private long end;

    private JournalFile(string path, FileStream stream) => (this.path, this.stream) = (path, stream);

    /// <summary>True when an entry was cut or damaged.</summary>
    public bool IsTorn { get; private set; }

    public static JournalFile Create(string path)
    {
        // Opened first and locked then: under its own name a neighbour that starts could take it in between for one whose process is dead,
        // and remove it. Windows does both in one step, and does not rename what is open.
        var first = OperatingSystem.IsWindows() ? path : path + ".new";
        var file = new JournalFile(path, Open(first, FileMode.CreateNew));
        file.stream.Write(new byte[Reserve]); // written, not only declared: a hole takes its room when it is filled
        file.stream.Flush(flushToDisk: true);
        if (!string.Equals(first, path, StringComparison.Ordinal)) File.Move(first, path);
        PrivateFile.FlushDirectory(Path.GetDirectoryName(path)!);
        return file;
    }

    /// <summary>The file of a process that died; null while its process lives.</summary>
    public static JournalFile? TryAdopt(string path)
    {
        try
        {
            return new JournalFile(path, Open(path, FileMode.Open));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Append(ReadOnlySpan<byte> entry)
    {
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteInt32BigEndian(head, entry.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], Crc32.HashToUInt32(entry));
        RandomAccess.Write(stream.SafeFileHandle, entry, end + Head);
        RandomAccess.Write(stream.SafeFileHandle, head, end);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
        end += Head + entry.Length;
    }

    /// <summary>The whole entries, oldest first. A damaged one is left out; a cut one is the last.</summary>
    public IReadOnlyList<byte[]> Read()
    {
        IsTorn = false;
        var entries = new List<byte[]>();
        var head = new byte[Head];
        for (long at = 0; RandomAccess.Read(stream.SafeFileHandle, head, at) == Head;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(head);
            if (length == 0) return entries;
            var entry = new byte[Math.Clamp(length, 0, Reserve)];
            if (entry.Length != length || RandomAccess.Read(stream.SafeFileHandle, entry, at + Head) < length)
            {
                IsTorn = true;
                return entries;
            }
            if (Crc32.HashToUInt32(entry) == BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4))) entries.Add(entry);
            else IsTorn = true;
            at += Head + length;
        }
        return entries;
    }

    /// <summary>Forgets the entries and keeps the room.</summary>
    public void Clear()
    {
        RandomAccess.Write(stream.SafeFileHandle, new byte[Math.Max(end, Head)], 0);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
        end = 0;
    }

    public void Delete() => File.Delete(path);

    public void Dispose() => stream.Dispose();

    private static FileStream Open(string path, FileMode mode)
    {
        // The lock ends with the process, however it ends.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (mode is FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
