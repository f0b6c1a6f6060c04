using System.Text.Json;

namespace OAuthHub.Sandbox.Control;

/// <summary>Reads the members of one JSON object strictly: what is unknown or wrong is named, what is absent keeps its value.</summary>
internal sealed class MemberReader
{
    private readonly JsonElement _object;
    private readonly string _path;

    public MemberReader(JsonElement json, string path, IReadOnlyCollection<string> members)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidMemberException(path.Length == 0 ? "body" : path, "is not a JSON object", "a JSON object");
        _object = json;
        _path = path;
        foreach (var member in json.EnumerateObject())
            if (!members.Contains(member.Name))
                throw new InvalidMemberException(Name(member.Name), "is not known", string.Join(", ", members));
    }

    public static async Task<JsonElement> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidMemberException("body", "is not JSON", "a JSON object");
        }
    }

    public bool Flag(string member, bool absent) => Find(member) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(member, "true or false"),
    };

    public int Whole(string member, int absent, int least, int most)
    {
        if (Find(member) is not { } value) return absent;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(member, $"a whole number from {least} to {most}");
    }

    public TimeSpan Seconds(string member, TimeSpan? absent = null)
    {
        if (Find(member) is not { } value)
            return absent ?? throw new InvalidMemberException(Name(member), "is missing", "a number of seconds from 0 to 86400");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= 86400
            ? TimeSpan.FromSeconds(number)
            : throw Wrong(member, "a number of seconds from 0 to 86400");
    }

    public string? Text(string member, string? absent, string allowed = "a string", Func<string, bool>? accepts = null)
    {
        if (Find(member) is not { } value) return absent;
        return value.ValueKind == JsonValueKind.String && (accepts?.Invoke(value.GetString()!) ?? true)
            ? value.GetString()
            : throw Wrong(member, allowed);
    }

    public string RequiredText(string member, string allowed) =>
        Text(member, absent: null, allowed, text => text.Length > 0)
        ?? throw new InvalidMemberException(Name(member), "is missing", allowed);

    /// <summary>One of the snake_case names of <typeparamref name="T"/>.</summary>
    public T Choice<T>(string member, T? absent) where T : struct, Enum
    {
        var names = string.Join(", ", Enum.GetValues<T>().Select(SnakeCase));
        if (Find(member) is not { } value) return absent ?? throw new InvalidMemberException(Name(member), "is missing", names);
        foreach (var choice in Enum.GetValues<T>())
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(SnakeCase(choice)))
                return choice;
        throw Wrong(member, names);
    }

    public static string SnakeCase<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public JsonElement? Find(string member) => _object.TryGetProperty(member, out var value) ? value : null;

    public InvalidMemberException Wrong(string member, string allowed) => new(Name(member), "has a value that cannot be used", allowed);

    private string Name(string member) => _path.Length == 0 ? member : $"{_path}.{member}";
}
