using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace OAuthHub.AppHost;

/// <summary>32 random bytes as base64, which is what <c>OAuthHub:MasterKey</c> takes. Aspire's own generator makes passphrases, not keys.</summary>
internal sealed class MasterKeyDefault : ParameterDefault
{
    public override string GetDefaultValue() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Nothing: a deployment must bring its own key, and keep a copy of it.</summary>
    public override void WriteToManifest(ManifestPublishingContext context) { }
}
