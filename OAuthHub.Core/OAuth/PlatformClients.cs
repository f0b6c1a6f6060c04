using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Puts together what a call to a platform needs: the entry, the app registration, and the values of its templates.</summary>
public sealed class PlatformClients(PlatformCatalog catalog, AppRegistrations registrations, IEnumerable<Quirk> quirks, HubAddress hub, TimeProvider time)
{
    private readonly Dictionary<string, Quirk> known = quirks.ToDictionary(quirk => quirk.Name, StringComparer.Ordinal);

    /// <summary>For a stored connection: it asks for what its person was asked for. Null: the platform is gone from the catalogue or not set up.</summary>
    public PlatformClient? Find(Connection connection) =>
        Find(connection.PlatformId, connection.Stored) is { } client ? client.Asking(connection.RequestedScopes) with { ProofKey = connection.ProofKey } : null;

    /// <param name="stored">Values kept with a connection, or those of a login; empty where nothing is known yet.</param>
    public PlatformClient? Find(string platformId, IReadOnlyDictionary<string, string> stored)
    {
        if (catalog.Find(platformId) is not { Kind: PlatformKind.OAuth2 } platform) return null;
        var registration = registrations.Find(platformId);
        // Which server it is decides whose client is sent: what the usual registration sets says nothing of another server.
        if (platform.BindingVariable is not null) registration = registrations.Find(platformId, VariableValues.Instance(platform, VariableValues.Of(platform, stored, registration?.Variables, hub.PublicUrl)));
        if (registration is null) return null;
        var values = VariableValues.Of(platform, stored, registration.Variables, hub.PublicUrl);
        values["hub"] = hub.PublicUrl;
        foreach (var (name, value) in stored) values["stored." + name] = value;
        return new PlatformClient(platform, registration, hub.RedirectUri(platformId)) { Values = values, Quirks = QuirksOf(platform), Time = time };
    }

    /// <summary>The strategies in code that the entry asks for, in its order.</summary>
    public IReadOnlyList<Quirk> QuirksOf(Platform platform) => platform.Quirks.Count == 0 ? [] : [.. platform.Quirks.Select(name => known[name])];
}
