using System.Reflection;
using System.Text;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>A file of the catalogue before anybody reads it.</summary>
/// <param name="Place">How faults name it.</param>
/// <param name="Id">Its name without <c>.json</c>; the entry must have the same id.</param>
/// <param name="Text">Null: it cannot be read, see <paramref name="Problem"/>.</param>
internal sealed record PlatformFile(string Place, string Id, bool IsCustom, string? Text, string? Problem = null);

/// <summary>Where entries come from: the assembly, and a folder of the hub's own.</summary>
internal static class PlatformFiles
{
    private const string Prefix = "Catalog/";
    private const string ReviewedHostsName = "Catalog/hosts.txt";
    private const int LargestFile = 256 * 1024;

    public static IEnumerable<PlatformFile> Read(string folder) => BuiltIn().Concat(Custom(folder));

    public static IEnumerable<PlatformFile> BuiltIn()
    {
        var assembly = typeof(PlatformFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => new PlatformFile(name, Path.GetFileNameWithoutExtension(name), IsCustom: false, Text(assembly, name)));
    }

    /// <summary>The hosts of the built-in entries, as they were reviewed.</summary>
    public static string ReviewedHosts() => Text(typeof(PlatformFiles).Assembly, ReviewedHostsName);

    /// <summary>The folder need not exist. A schema laid beside the files for an editor's sake is not an entry.</summary>
    public static IEnumerable<PlatformFile> Custom(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json").Where(path => !path.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Select(ReadOne);

    private static PlatformFile ReadOne(string path)
    {
        var file = new PlatformFile(path, Path.GetFileNameWithoutExtension(path), IsCustom: true, Text: null);
        try
        {
            return new FileInfo(path).Length > LargestFile
                ? file with { Problem = "is larger than 256 KiB" }
                : file with { Text = File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return file with { Problem = failure is DecoderFallbackException ? "is not UTF-8" : "cannot be read: " + failure.Message.TrimEnd('.') };
        }
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
