using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OAuthHub.Api.OpenApi;

/// <summary>
/// What the source says of types and their members, from the files that the compiler writes beside the assemblies. The framework's own generator
/// would carry every comment of Core into the program. Without the files the document lacks these texts and is else whole.
/// </summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, FrozenDictionary<string, XElement>> Known = new();

    /// <summary>Of a type; null: it has none.</summary>
    public static string? Of(Type type) => Text(Find(type.Assembly, "T:" + NameOf(type))?.Element("summary"));

    /// <summary>Of a property, or of the record's parameter that it is made from.</summary>
    public static string? Of(PropertyInfo property) =>
        property.DeclaringType is not { } owner ? null
        : Text(Find(owner.Assembly, $"P:{NameOf(owner)}.{property.Name}")?.Element("summary"))
            ?? Text(Find(owner.Assembly, "T:" + NameOf(owner))?.Elements("param").FirstOrDefault(one => one.Attribute("name")?.Value == property.Name));

    private static string NameOf(Type type) => type.FullName?.Replace('+', '.') ?? type.Name;

    private static XElement? Find(Assembly assembly, string id) => Known.GetOrAdd(assembly, Read).GetValueOrDefault(id);

    private static FrozenDictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file)) return FrozenDictionary<string, XElement>.Empty;
        return XDocument.Load(file).Descendants("member").Where(member => member.Attribute("name")?.Value is ['T' or 'P', ..]).ToFrozenDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = Space().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when element.Attribute("cref")?.Value is { } name => name[(name.LastIndexOf('.') + 1)..],
        XElement element => element.Attribute("langword")?.Value ?? element.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
