using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Parameters as the body of a request.</summary>
internal static class ParameterContent
{
    // As readable as JSON allows: nothing of it ever gets into a page.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpContent Create(TokenRequestFormat format, IReadOnlyList<(string Name, string Value)> parameters)
    {
        if (format is TokenRequestFormat.Json) return new StringContent(JsonSerializer.Serialize(parameters.ToDictionary(pair => pair.Name, pair => pair.Value), Plain), Encoding.UTF8, "application/json");
        var content = new StringContent(Form(parameters), Encoding.ASCII, "application/x-www-form-urlencoded");
        content.Headers.ContentType!.CharSet = null; // some servers compare the type as text
        return content;
    }

    public static string Form(IEnumerable<(string Name, string Value)> parameters) => string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
}
