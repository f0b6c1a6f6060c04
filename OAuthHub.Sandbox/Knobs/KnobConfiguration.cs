using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OAuthHub.Sandbox.Control;

namespace OAuthHub.Sandbox.Knobs;

/// <summary>Reads the knobs from configuration by the same rules as <c>PUT /knobs</c>, so that both complain alike.</summary>
internal static class KnobConfiguration
{
    public static SandboxKnobs Read(IConfigurationSection section)
    {
        var given = new JsonObject();
        foreach (var name in SandboxKnobs.Names)
            if (section[KeyOf(name)] is { Length: > 0 } text)
                given[name] = Parse(name, text);
        try
        {
            return new SandboxKnobs().With(new MemberReader(JsonSerializer.SerializeToElement(given), "", SandboxKnobs.Names));
        }
        catch (InvalidMemberException invalid)
        {
            var key = KeyOf(invalid.Member);
            throw new OptionsValidationException(nameof(SandboxOptions), typeof(SandboxOptions),
                [$"{SandboxOptions.Section}:{key} is '{section[key]}', which cannot be used: give it {invalid.Allowed}, or remove the key."]);
        }
    }

    // Configuration knows only text, and writes True as often as true.
    private static JsonValue Parse(string name, string text) => text switch
    {
        _ when name == "leeway" => JsonValue.Create(text.ToLowerInvariant()),
        _ when name == "auto_approve_account" => JsonValue.Create(text),
        _ when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
        _ when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    // leeway_seconds is LeewaySeconds there.
    private static string KeyOf(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
