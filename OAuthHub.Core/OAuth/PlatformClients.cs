using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Puts together what a call to a platform needs: the entry, the app registration, and the values of its templates.</summary>
public sealed class PlatformClients(PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub)
{
    /// <summary>For a stored connection. Null: the platform is gone from the catalogue or not set up.</summary>
    public PlatformClient? Find(Connection connection) => Find(connection.PlatformId, connection.Stored);

    /// <param name="stored">Values kept with a connection; empty for a first login.</param>
    public PlatformClient? Find(string platformId, IReadOnlyDictionary<string, string> stored)
    {
        if (catalog.Find(platformId) is not { Kind: PlatformKind.OAuth2 } platform || registrations.Find(platformId) is not { } registration) return null;
        var values = new Dictionary<string, string> { ["hub"] = hub.PublicUrl };
        foreach (var variable in platform.TemplateVariables)
        {
            if ((registration.Variables.GetValueOrDefault(variable.Name) ?? stored.GetValueOrDefault(variable.Name) ?? variable.Default) is { } value)
                values[variable.Name] = value.Replace("{hub}", hub.PublicUrl, StringComparison.Ordinal);
        }
        foreach (var (name, value) in stored) values["stored." + name] = value;
        return new PlatformClient(platform, registration, hub.RedirectUri(platformId)) { Values = values };
    }
}
