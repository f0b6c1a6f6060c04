using System.Text.Json;
using System.Text.RegularExpressions;

namespace OAuthHub.Core.Moving.Files;

/// <summary>
/// What another product calls the platforms, read from <c>Moving/Sources/{product}.json</c>. To add a name: put it there, with the platform's id,
/// and where the platform has variables with what they are to be: a text with <c>{member}</c> of the record's settings.
/// </summary>
internal sealed partial class ForeignNames
{
    private readonly Dictionary<string, ForeignName> names;

    private ForeignNames(Dictionary<string, ForeignName> names) => this.names = names;

    public IEnumerable<ForeignName> All => names.Values;

    public static ForeignNames Nango { get; } = Load("nango");

    public static ForeignNames N8n { get; } = Load("n8n");

    public ForeignName? Find(string? name) => name is null ? null : names.GetValueOrDefault(name);

    /// <summary>The platform's variables as the record's settings fill them; what a setting lacks is left out.</summary>
    public static Dictionary<string, string> Fill(ForeignName name, IReadOnlyDictionary<string, string> settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (variable, template) in name.Values)
        {
            var isWhole = true;
            var text = Hole().Replace(template, hole => settings.GetValueOrDefault(hole.Groups["name"].Value) is { Length: > 0 } value ? Plain(value) : Lacking());
            if (isWhole) values[variable] = text;

            string Lacking()
            {
                isWhole = false;
                return "";
            }
        }
        return values;
    }

    /// <summary>Others keep a server as an address, the hub as a host.</summary>
    private static string Plain(string value) => value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? value["https://".Length..].TrimEnd('/') : value;

    private static ForeignNames Load(string product)
    {
        using var stream = typeof(ForeignNames).Assembly.GetManifestResourceStream($"Moving/{product}.json")!;
        return new ForeignNames(new Dictionary<string, ForeignName>(JsonSerializer.Deserialize<Dictionary<string, ForeignName>>(stream, JsonSerializerOptions.Web)!, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z_.]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}

/// <param name="Platform">The id of the hub's entry.</param>
internal sealed record ForeignName(string Platform)
{
    /// <summary>By the platform's variable.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}
