using System.Diagnostics;

namespace OAuthHub.Tests.Vault.LocalJournal;

/// <summary>Looks into journal files that a living process keeps locked: the lock is advisory, and other programs do not ask for it.</summary>
internal static class JournalPeek
{
    public static bool HoldsSomething(string folder) => Directory.Exists(folder) && Directory.GetFiles(folder, "*.journal").Any(path => Head(path).Any(part => part != 0));

    private static byte[] Head(string path)
    {
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", "4", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        using var bytes = new MemoryStream();
        head.StandardOutput.BaseStream.CopyTo(bytes);
        head.WaitForExit();
        return bytes.ToArray();
    }
}
