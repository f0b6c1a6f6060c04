using System.Text;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>docs/platforms.md, written from the built-in entries as their files have them. The same entries give the same page.</summary>
public static class PlatformPage
{
    private const string TemplateName = "Documentation/page.md";

    public static string Write()
    {
        var platforms = new PlatformCatalog(PlatformLoader.ReadEach(PlatformFiles.BuiltIn()).Select(entry => entry.Platform));
        return Template()
            .Replace("{count}", $"{platforms.All.Count}", StringComparison.Ordinal)
            .Replace("{connectable}", $"{platforms.All.Count(platform => platform.Kind is PlatformKind.OAuth2)}", StringComparison.Ordinal)
            .Replace("{table}", PlatformTable.Write(platforms), StringComparison.Ordinal)
            .Replace("{cards}", string.Join("\n\n", platforms.All.Select(platform => PlatformCard.Write(platform, platforms))), StringComparison.Ordinal)
            .ReplaceLineEndings("\n");
    }

    private static string Template()
    {
        using var reader = new StreamReader(typeof(PlatformPage).Assembly.GetManifestResourceStream(TemplateName)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
