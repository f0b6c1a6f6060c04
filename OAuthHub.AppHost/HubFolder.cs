using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace OAuthHub.AppHost;

/// <summary>Where the APIs and workers keep their common file vault.</summary>
internal static class HubFolder
{
    /// <summary>A volume's place in the images.</summary>
    public const string InContainer = "/data";

    /// <summary>Not the folder of a hub that runs alone: that one has a master key of its own.</summary>
    public static string Of(IDistributedApplicationBuilder builder) =>
        !builder.ExecutionContext.IsRunMode ? InContainer
        : builder.Configuration["DataDirectory"] ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "oauthhub-distributed");
}
