using System.Text;
using System.Text.Json;

namespace OAuthHub.Core.OAuth;

/// <summary>Reads what an OpenID issuer publishes about itself.</summary>
public sealed class IssuerDocuments(PlatformSender sender)
{
    /// <summary>OpenID Connect Discovery section 4: the document must name the very issuer it was asked for. Null: it cannot be had, or does not.</summary>
    public async Task<JsonElement?> DiscoverAsync(PlatformClient client, string issuer, CancellationToken cancellationToken) =>
        await GetAsync(client, new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), cancellationToken) is { } document &&
        string.Equals(JsonPath.Text(JsonPath.Find(document, "issuer")), issuer, StringComparison.Ordinal) ? document : null;

    /// <summary>Null: there is no JSON object to be had.</summary>
    public async Task<JsonElement?> GetAsync(PlatformClient client, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        OperatorOrigins.Mark(request, client);
        if (await sender.SendAsync(request, cancellationToken) is not TokenAnswer.Received({ Status: 200 } raw)) return null;
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(raw.Body));
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
