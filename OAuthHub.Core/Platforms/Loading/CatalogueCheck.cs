using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Platforms.Registration;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>Reads the whole catalogue as a start would, and says what is there and what is wrong, instead of refusing.</summary>
public sealed class CatalogueCheck(HubPaths paths, IConfiguration configuration, TimeProvider time)
{
    /// <param name="hub">Null: the hub's address is not known here, so nothing is said about redirect addresses.</param>
    public CatalogueReport Run(HubAddress? hub)
    {
        var files = PlatformFiles.Read(paths.Platforms).ToList();
        var (faults, redirects) = Load(files, hub);
        return new CatalogueReport(
            [.. files.Select(file => new CatalogueFile(file.Id, file.Place, file.IsCustom))],
            paths.Platforms,
            [.. faults, .. Review(files.Where(file => !file.IsCustom), ReviewedHosts.BuiltIn)],
            [.. Review(files.Where(file => file.IsCustom), null).Select(fault => new CatalogueWarning(fault.Place, fault.Field, $"{fault.Wrong}. {fault.Remedy}")), .. redirects]);
    }

    private (IReadOnlyList<PlatformFault>, IReadOnlyList<CatalogueWarning>) Load(IEnumerable<PlatformFile> files, HubAddress? hub)
    {
        try
        {
            var loaded = PlatformLoader.Load(files, configuration.GetSection(PlatformLoader.Section));
            return ([], hub is null ? [] : [.. Redirects(loaded, hub)]);
        }
        catch (PlatformCatalogException wrong)
        {
            return (wrong.Faults, []);
        }
    }

    private static IEnumerable<CatalogueWarning> Redirects(LoadedPlatforms loaded, HubAddress hub) =>
        from platform in loaded.Catalog.All
        let registration = loaded.Registrations.Find(platform.Id) ?? loaded.Registrations.InstancesOf(platform.Id).FirstOrDefault()
        where registration is not null
        let refusal = RedirectAcceptance.FindRefusal(platform, registration.Variables, hub)
        where refusal is not null
        select new CatalogueWarning($"{PlatformLoader.Section}:{platform.Id}", "", refusal.Text);

    private IEnumerable<PlatformFault> Review(IEnumerable<PlatformFile> files, ReviewedHosts? hosts)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return from entry in PlatformLoader.ReadEach(files)
               from finding in EntryReview.Check(entry.Platform, today).Concat(hosts?.Check(entry.Platform) ?? [])
               select new PlatformFault(entry.Place, finding.Field, finding.Wrong, finding.Remedy);
    }
}

/// <param name="Folder">Where the hub's own files are looked for.</param>
/// <param name="Faults">What stops a start, or has no place in the built-in catalogue.</param>
/// <param name="Warnings">What stops nothing.</param>
public sealed record CatalogueReport(IReadOnlyList<CatalogueFile> Files, string Folder, IReadOnlyList<PlatformFault> Faults, IReadOnlyList<CatalogueWarning> Warnings);

/// <param name="Place">The file, as faults name it.</param>
/// <param name="IsCustom">It is one of this hub, not of the built-in catalogue.</param>
public sealed record CatalogueFile(string Id, string Place, bool IsCustom);

/// <param name="Place">The file, or the configuration key.</param>
/// <param name="Field">The member's path; empty for the whole.</param>
public sealed record CatalogueWarning(string Place, string Field, string Text);
