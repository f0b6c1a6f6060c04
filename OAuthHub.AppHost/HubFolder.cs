using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace OAuthHub.AppHost;

/// <summary>Where the APIs and workers keep their common file vault.</summary>
internal static class HubFolder
{
    /// <summary>In the images, on the volume that is mounted at <see cref="Mount"/> (eng/Container.props).</summary>
    public const string InContainer = Mount + "/data";

    public const string Mount = "/home/app";

    /// <summary>Not the folder of a hub that runs alone: that one has a master key of its own.</summary>
    public static string Of(IDistributedApplicationBuilder builder) =>
        !builder.ExecutionContext.IsRunMode ? InContainer
        : builder.Configuration["DataDirectory"] ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "oauthhub-distributed");
}
