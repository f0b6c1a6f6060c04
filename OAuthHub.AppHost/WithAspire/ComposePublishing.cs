using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Docker.Resources.ServiceNodes;

namespace OAuthHub.AppHost;

internal static class ComposePublishing
{
    /// <summary>In Docker Compose: nothing to write to but the common volume, and time to finish a refresh at the end.</summary>
    public static void PublishAsHub(this IResourceBuilder<ProjectResource> part) =>
        part.PublishAsDockerComposeService((_, service) =>
        {
            service.AddVolume(new Volume { Name = "hub-data", Type = "volume", Source = "hub-data", Target = HubFolder.Mount });
            service.ReadOnly = true;
            service.Tmpfs = ["/tmp"];
            service.CapDrop = ["ALL"];
            service.SecurityOpt = ["no-new-privileges:true"];
            service.StopGracePeriod = "35s";
            service.Restart = "unless-stopped";
        });
}
