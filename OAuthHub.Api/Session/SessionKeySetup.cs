using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace OAuthHub.Api.Session;

/// <summary>Tells the framework, once at the start, where the keys of the session cookies are.</summary>
internal sealed class SessionKeySetup(SessionKeys ring, SessionKeyFiles files) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        Task.Run(() => files.MoveToAsync(ring)).GetAwaiter().GetResult();
        options.XmlRepository = ring;
        // The vault seals the record whole. With no encryptor at all the framework would warn that the keys lie open.
        options.XmlEncryptor = new NullXmlEncryptor();
    }
}
