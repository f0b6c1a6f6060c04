using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Publishing
{
    internal sealed class ManifestPublishingContext;
}

namespace Projects
{
    internal interface IProjectMetadata;
    internal sealed class OAuthHub_Api : IProjectMetadata;
    internal sealed class OAuthHub_Sandbox : IProjectMetadata;
    internal sealed class OAuthHub_Worker : IProjectMetadata;
}

namespace Aspire.Hosting.ApplicationModel
{
    internal abstract class ParameterDefault
    {
        public abstract string GetDefaultValue();

        public virtual void WriteToManifest(ManifestPublishingContext context) { }
    }

    internal sealed class GenerateParameterDefault : ParameterDefault
    {
        public int MinLength { get; set; } = 22;
        public bool Special { get; set; } = true;

        public override string GetDefaultValue() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ0123456789" + (Special ? "-_.{}~()*+!" : ""), MinLength);
    }

    /// <summary>Recorded; there is no dashboard here that could show the button.</summary>
    internal sealed class HttpCommandOptions
    {
        public HttpMethod? Method { get; set; }
        public string? IconName { get; set; }
        public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }
    }

    internal sealed record HttpCommandRequestContext(HttpRequestMessage Request, CancellationToken CancellationToken);
}
