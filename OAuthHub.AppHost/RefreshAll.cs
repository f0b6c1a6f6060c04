using System.Net.Http.Headers;
using Aspire.Hosting.ApplicationModel;

namespace OAuthHub.AppHost;

/// <summary>The command in the Aspire dashboard that asks the hub to refresh every connection: an agent's request, with the agent key.</summary>
internal static class RefreshAll
{
    public static HttpCommandOptions As(IResourceBuilder<ParameterResource> agentKey) => new()
    {
        Method = HttpMethod.Post,
        IconName = "ArrowSync",
        PrepareRequest = async context =>
            context.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await agentKey.Resource.GetValueAsync(context.CancellationToken)),
    };
}
