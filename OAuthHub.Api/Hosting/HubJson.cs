using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Api.Hosting;

/// <summary>How the API speaks JSON: snake_case, enums as words, times as RFC 3339.</summary>
internal static class HubJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict; // a number is never text, and the document says so
    }
}
