using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Vault;

/// <summary>Small files that only the hub's own user may read: keys. Mode 0600, replaced whole, never followed through a link.</summary>
public static partial class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the data directory for the owner alone (0700); an existing one is left as it is.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>The text, or null when there is no such file.</summary>
    /// <exception cref="HubStartException">It is a link, or others may read it.</exception>
    public static string? Read(string path, string what)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            throw new HubStartException($"The {what} {path} is a symbolic link. Put the file itself there: a link can be turned to another file.");
        if (!file.Exists) return null;
        if (!OperatingSystem.IsWindows() && (file.UnixFileMode & Others) != UnixFileMode.None)
            throw new HubStartException($"The {what} {path} can be read by others (mode {Octal(file.UnixFileMode)}). Run: chmod 600 '{path}'. If others may have read it, replace it.");
        return File.ReadAllText(path, Encoding.UTF8).Trim();
    }

    /// <summary>As <see cref="Write(string, string, bool)"/>, but of several processes that make the file at once the first wins: what is in it then is returned.</summary>
    public static string WriteOrRead(string path, string text, string what)
    {
        try
        {
            Write(path, text, overwrite: false);
            return text;
        }
        catch (IOException) when (File.Exists(path))
        {
            return Read(path, what)!;
        }
    }

    /// <summary>Writes to a temporary file beside it, flushes, renames, and flushes the directory: after a crash the old or the new text is there, whole.</summary>
    public static void Write(string path, string text, bool overwrite = true) => Write(path, Encoding.UTF8.GetBytes(text + "\n"), overwrite);

    /// <summary>As <see cref="Write(string, string, bool)"/>, for a file that must not be there yet.</summary>
    /// <exception cref="IOException">It is.</exception>
    public static void WriteNew(string path, byte[] bytes) => Write(path, bytes, overwrite: false);

    private static void Write(string path, byte[] bytes, bool overwrite)
    {
        // Not the process's number: containers that share a folder all have the same.
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        try
        {
            if (overwrite) File.Move(temporary, path, overwrite: true);
            else MoveAsNew(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>
    /// Of several that do this at once, one succeeds. .NET's own move looks whether the file is there and then renames, so that a second one
    /// replaces what the first has made; a link is refused where there is a file.
    /// </summary>
    private static void MoveAsNew(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows() && Link(temporary, path) == 0) File.Delete(temporary);
        else if (File.Exists(path)) throw new IOException($"{path} is there already.");
        else File.Move(temporary, path, overwrite: false); // Windows, or a file system without links
    }

    /// <summary>Sets a file that others could open to 0600 and says whether that was needed.</summary>
    public static bool Restrict(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || (File.GetUnixFileMode(path) & Others) == UnixFileMode.None) return false;
        File.SetUnixFileMode(path, OwnerOnly);
        return true;
    }

    /// <summary>.NET cannot open a directory, and without its fsync a rename can be lost with the power.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(path, 0);
        if (handle < 0) return;
        _ = Fsync(handle);
        _ = Close(handle);
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
