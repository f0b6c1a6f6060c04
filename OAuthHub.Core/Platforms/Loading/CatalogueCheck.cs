using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>Reads the whole catalogue as a start would, and says what is there and what is wrong, instead of refusing.</summary>
public sealed class CatalogueCheck(HubPaths paths, IConfiguration configuration)
{
    public CatalogueReport Run()
    {
        var files = PlatformFiles.Read(paths.Platforms).ToList();
        return new CatalogueReport([.. files.Select(file => new CatalogueFile(file.Id, file.Place, file.IsCustom))], paths.Platforms, Faults(files));
    }

    private IReadOnlyList<PlatformFault> Faults(IEnumerable<PlatformFile> files)
    {
        try
        {
            PlatformLoader.Load(files, configuration.GetSection(PlatformLoader.Section));
            return [];
        }
        catch (PlatformCatalogException wrong)
        {
            return wrong.Faults;
        }
    }
}

/// <param name="Folder">Where the hub's own files are looked for.</param>
public sealed record CatalogueReport(IReadOnlyList<CatalogueFile> Files, string Folder, IReadOnlyList<PlatformFault> Faults);

/// <param name="Place">The file, as faults name it.</param>
/// <param name="IsCustom">It is one of this hub, not of the built-in catalogue.</param>
public sealed record CatalogueFile(string Id, string Place, bool IsCustom);
