using OAuthHub.Api.Problems;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Platforms;

/// <summary>What the hub publishes of itself for platforms that read there who asks. Open to everybody: it is the hub's visiting card.</summary>
internal static class ClientMetadataEndpoint
{
    public static void MapClientMetadata(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/oauth/client-metadata/{platform}.json", Read).WithTags("Platforms").ExcludeFromDescription();

    private static IResult Read(string platform, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        catalog.Find(platform) is { } entry && ClientMetadataDocument.Find(entry, registrations.Find(platform), hub) is { } document
            ? TypedResults.Text(document.ToJsonString(), "application/json")
            : HubProblem.Create("not_found");
}
