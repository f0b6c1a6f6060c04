using OAuthHub.Core.OAuth;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// The hub's client id is the address of a document that it publishes itself, and nobody registers anything: the platform reads there who
/// asks. The key is made when the first person connects, and kept like a registration that an operator entered.
/// </summary>
internal sealed class ClientMetadata(AppRegistrations registrations, HubAddress hub) : Quirk
{
    public override string Name => QuirkNames.ClientMetadata;

    public override async Task<QuirkPreparation> PrepareAsync(Platform platform, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (id, name) = (ClientIdOf(platform), new RegistrationName(platform.Id, null));
        if (id is null) return new QuirkPreparation.Refused("public_address_needed");
        var known = registrations.Find(platform.Id);
        if (known is null) await registrations.EnterFirstAsync(name, id, null, hub.IsHttps ? new PrivateKey(SigningKey.Create()) : null, cancellationToken);
        // The hub has moved: the key stays, the name is another.
        else if (known.Source is RegistrationSource.Dashboard && !string.Equals(known.ClientId, id, StringComparison.Ordinal)) await registrations.EnterAsync(name, id, null, null, known.Scopes, cancellationToken);
        return new QuirkPreparation.Ready(values);
    }

    /// <summary>
    /// At a hub without https on this machine: the client that needs no document, whose redirect address is given by number (AT Protocol OAuth,
    /// localhost client development). Null: the address is neither.
    /// </summary>
    private string? ClientIdOf(Platform platform)
    {
        if (hub.IsHttps) return ClientMetadataDocument.AddressOf(platform, hub);
        var redirect = new Uri(hub.RedirectUri(platform.Id));
        if (redirect.Host is not ("127.0.0.1" or "[::1]")) return null;
        var scopes = string.Join(platform.Authorization.ScopeSeparator, platform.Authorization.Scopes);
        return $"http://localhost?redirect_uri={Uri.EscapeDataString(redirect.AbsoluteUri)}&scope={Uri.EscapeDataString(scopes)}";
    }
}
