using System.Text;
using System.Xml;
using System.Xml.Linq;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Api.Session;

/// <summary>
/// The key ring as earlier versions kept it: one file a key in the data directory, its secret sealed under the master key. It is brought into the vault, so
/// that the update signs nobody out, and then removed.
/// </summary>
internal sealed partial class SessionKeyFiles(HubPaths paths, KeyRing keys, ILogger<SessionKeyFiles> logger)
{
    private static readonly XName EncryptedSecret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    public async Task MoveToAsync(SessionKeys ring)
    {
        if (!Directory.Exists(paths.SessionKeys)) return;
        var read = Directory.GetFiles(paths.SessionKeys, "*.xml").Select(path => (Path: path, Element: Read(path))).Where(file => file.Element is not null).ToList();
        await ring.AddAsync([.. read.Select(file => file.Element!)]);
        foreach (var (path, _) in read) File.Delete(path);
        if (!Directory.EnumerateFileSystemEntries(paths.SessionKeys).Any()) Remove();
    }

    /// <summary>Null: it does not open, and stays where it is.</summary>
    private XElement? Read(string path)
    {
        try
        {
            var element = XElement.Load(path);
            foreach (var secret in element.Descendants(EncryptedSecret).ToList())
            {
                var plain = new Sealer(keys).Open(new SealContext("session-keys", "session-keys", ReadOnlyMemory<byte>.Empty, 0), Convert.FromBase64String(secret.Value));
                secret.ReplaceWith(XElement.Parse(Encoding.UTF8.GetString(plain)));
            }
            return element;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // another process on this folder was first
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or XmlException or FormatException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            LogLeft(logger, path, failure.Message);
            return null;
        }
    }

    private void Remove()
    {
        try
        {
            Directory.Delete(paths.SessionKeys);
        }
        catch (IOException)
        {
            // another process on this folder was first
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The session key {Path} of an earlier version cannot be read and is left there; whoever was signed in by it signs in again: {Reason}")]
    private static partial void LogLeft(ILogger logger, string path, string reason);
}
