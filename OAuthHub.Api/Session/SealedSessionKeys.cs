using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Api.Session;

/// <summary>
/// Keeps the key ring of the session cookies in the data directory, sealed under the master key: outside Windows the framework
/// would keep it in the clear.
/// </summary>
internal sealed class SealedSessionKeys(HubPaths paths, KeyRing keys) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        PrivateFile.CreateDirectory(paths.DataDirectory);
        PrivateFile.CreateDirectory(paths.SessionKeys);
        options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(paths.SessionKeys), NullLoggerFactory.Instance);
        options.XmlEncryptor = new Encryptor(keys);
    }

    private static SealContext Context => new("session-keys", "session-keys", ReadOnlyMemory<byte>.Empty, 0);

    private sealed class Encryptor(KeyRing keys) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        {
            var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
            var element = new XElement("sealed", Convert.ToBase64String(new Sealer(keys).Seal(Context, plain)));
            CryptographicOperations.ZeroMemory(plain);
            return new EncryptedXmlInfo(element, typeof(Decryptor));
        }
    }

    /// <summary>Made by the framework, which names it in the file; a key ring sealed with another master key is left aside and a new one made.</summary>
    internal sealed class Decryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) =>
            XElement.Parse(Encoding.UTF8.GetString(new Sealer(services.GetRequiredService<KeyRing>()).Open(Context, Convert.FromBase64String(encryptedElement.Value))));
    }
}
