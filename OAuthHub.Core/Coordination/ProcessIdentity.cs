using System.Globalization;
using System.Security.Cryptography;

namespace OAuthHub.Core.Coordination;

/// <summary>
/// Names this process among all that share a vault, so that another can tell whether the owner of an open intent still lives.
/// </summary>
/// <remarks>
/// <code>machine boot : process namespace : process id : start time : random</code>
/// Only a process of the same boot and the same process namespace can look the owner up; everybody else waits for the deadline.
/// </remarks>
public static class ProcessIdentity
{
    private static readonly string Place = $"{Boot()}:{Namespace()}";

    /// <summary>Tells this process from every other that ever had its number.</summary>
    public static string Random { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>This process.</summary>
    public static string Own { get; } = $"{Place}:{Environment.ProcessId}:{StartTime(Environment.ProcessId)}:{Random}";

    /// <summary>True only when the owner is certainly gone. False: it lives, or it cannot be seen from here.</summary>
    public static bool IsGone(string owner)
    {
        if (string.Equals(owner, Own, StringComparison.Ordinal) || Place.Contains('?', StringComparison.Ordinal)) return false;
        var parts = owner.Split(':');
        if (parts.Length != 5 || !string.Equals($"{parts[0]}:{parts[1]}", Place, StringComparison.Ordinal)) return false;
        if (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        // Our own number with another start or random part: this process was that number before us.
        return id == Environment.ProcessId || !string.Equals(StartTime(id), parts[3], StringComparison.Ordinal);
    }

    private static string Boot() => ReadLine("/proc/sys/kernel/random/boot_id") ?? "?";

    private static string Namespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget is { } link ? string.Concat(link.Where(char.IsAsciiDigit)) : "?";
        }
        catch (IOException)
        {
            return "?";
        }
    }

    // Field 22 of /proc/<id>/stat, counted after the closing bracket of the name, which may hold spaces.
    private static string StartTime(int id) =>
        ReadLine($"/proc/{id}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19] : "gone";

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
