using System.Text;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Fuzz.Targets;

/// <summary>A platform's file, as an operator may write it.</summary>
internal static class PlatformEntries
{
    private static readonly IConfigurationSection Nothing = new ConfigurationBuilder().Build().GetSection(PlatformLoader.Section);

    public static void Check(byte[] input)
    {
        var file = new PlatformFile("platforms/acme.json", "acme", IsCustom: true, Encoding.UTF8.GetString(input));
        try
        {
            var loaded = PlatformLoader.Load([file], Nothing);
            FuzzTarget.Demand(loaded.Catalog.Find("acme") is { Id: "acme" }, "what is loaded is there");
        }
        catch (PlatformCatalogException wrong)
        {
            FuzzTarget.Demand(wrong.Faults.Count > 0 && wrong.Faults.All(fault => fault.Wrong.Length > 0 && fault.Remedy.Length > 0), "each fault says what is wrong and what to do");
        }
    }
}
