using System.Diagnostics;

namespace OAuthHub.Tests.Vault.LocalJournal;

/// <summary>Looks into journal files that a living process keeps locked: the lock is advisory, and other programs do not ask for it.</summary>
internal static class JournalPeek
{
    public static bool HoldsSomething(string folder) => Directory.Exists(folder) && Directory.GetFiles(folder, "*.journal").Any(path => Head(path, 4).Any(part => part != 0));

    /// <summary>The whole file, whoever has locked it.</summary>
    public static byte[] Read(string path) => Head(path, int.MaxValue);

    private static byte[] Head(string path, int count)
    {
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", $"{count}", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        using var bytes = new MemoryStream();
        head.StandardOutput.BaseStream.CopyTo(bytes);
        head.WaitForExit();
        return bytes.ToArray();
    }
}
