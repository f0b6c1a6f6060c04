using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>
/// An answer of the server, read to its end. What went wrong stands in <c>{"errors": ["…"]}</c>; a 404 whose list is empty says that
/// there is nothing, one with a text that the address is wrong.
/// </summary>
/// <param name="Body">Null: none, or not JSON.</param>
/// <param name="At">The server's clock, as it says itself.</param>
internal sealed record VaultAnswer(HttpStatusCode Status, JsonElement? Body, TimeSpan? RetryAfter, DateTimeOffset? At)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Nothing stands at this address, as against: this address is not one of the engine's.</summary>
    public bool IsNothing => Status is HttpStatusCode.NotFound && Body is { } body && Field(body, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() == 0;

    public JsonElement? Data => Body is { } body ? Field(body, "data") : null;

    public JsonElement? Auth => Body is { } body ? Field(body, "auth") : null;

    /// <summary>The server's own words, cut short, for messages.</summary>
    public string Said
    {
        get
        {
            if (Body is not { } body || Field(body, "errors") is not { ValueKind: JsonValueKind.Array } errors) return "";
            var text = string.Join("; ", errors.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()));
            text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return text.Length > 200 ? text[..200] + "…" : text;
        }
    }

    public static JsonElement? Field(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static string? Text(JsonElement? of, string name) => Field(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long Number(JsonElement? of, string name) => Field(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;

    public override string ToString() => ((int)Status).ToString(CultureInfo.InvariantCulture);
}
