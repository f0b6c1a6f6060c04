using System.Text.Json;

namespace OAuthHub.Core.Moving.Files;

/// <summary>Grants as JSON: an array of records, or an object with the array <c>connections</c>. Also what is in a bundle.</summary>
internal static class JsonGrants
{
    public const string List = "connections";

    /// <param name="isSealed">It comes from a bundle, which may say what a hub has found out.</param>
    public static GrantRecord Read(int number, JsonElement record, bool isSealed)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal), variables = new(StringComparer.Ordinal), stored = new(StringComparer.Ordinal);
        if (record.ValueKind is not JsonValueKind.Object) return Wrong("A record is an object.");
        foreach (var member in record.EnumerateObject())
        {
            var isMap = member.Name is GrantFields.Variables || (isSealed && member.Name is GrantFields.Stored);
            if (!isMap && !GrantFields.All.Contains(member.Name, StringComparer.Ordinal)) return Wrong($"There is a member that is not known. There are: {string.Join(", ", GrantFields.All)}, {GrantFields.Variables}.");
            if (member.Value.ValueKind is JsonValueKind.Null) continue;
            if (isMap && member.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (var value in member.Value.EnumerateObject())
                    if (Scalar(value.Value) is { } single) (member.Name is GrantFields.Variables ? variables : stored)[value.Name] = single;
                    else return Wrong($"{member.Name} holds texts only.");
            }
            else if (!isMap && (Scalar(member.Value) ?? ScopeList(member)) is { } text) texts[member.Name] = text;
            else return Wrong($"{member.Name} is not of the right kind.");
        }
        return GrantFields.Read(number, texts, variables) with { Stored = stored };

        GrantRecord Wrong(string why) => new(number) { Fault = new RecordFault(MovingCodes.FieldInvalid, why) };
    }

    /// <summary>A text, or a number as it was written; null: neither.</summary>
    public static string? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    private static string? ScopeList(JsonProperty member) =>
        member is { Name: GrantFields.Scopes, Value.ValueKind: JsonValueKind.Array } && member.Value.EnumerateArray().All(scope => scope.ValueKind is JsonValueKind.String)
            ? string.Join(' ', member.Value.EnumerateArray().Select(scope => scope.GetString()))
            : null;
}
