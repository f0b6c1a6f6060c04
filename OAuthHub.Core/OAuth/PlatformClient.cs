using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Everything that a call to a platform needs: the entry, the app registration, the redirect URI, and the values of templates.</summary>
public sealed partial record PlatformClient(Platform Platform, AppRegistration Registration, string RedirectUri)
{
    /// <summary><c>hub</c>, the template variables, and <c>stored.x</c>.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public IReadOnlyList<string> Scopes => Registration.Scopes ?? Platform.Authorization.Scopes;

    public string ScopeText => string.Join(Platform.Authorization.ScopeSeparator, Scopes);

    /// <summary>
    /// A URL with its holes filled. A value at the very beginning is itself an address and goes in as it is; any other is
    /// percent-encoded, so that it cannot change the host or add a parameter.
    /// </summary>
    /// <exception cref="InvalidOperationException">A hole has no value; the message names it.</exception>
    public string Resolve(string template, IReadOnlyDictionary<string, string>? more = null) =>
        Hole().Replace(template, hole => hole.Index == 0 ? Value(hole, more) : Uri.EscapeDataString(Value(hole, more)));

    /// <summary>A parameter's value or a body: the holes are filled as they are, and encoded where the whole is written.</summary>
    public string Fill(string template, IReadOnlyDictionary<string, string>? more = null) => Hole().Replace(template, hole => Value(hole, more));

    private string Value(Match hole, IReadOnlyDictionary<string, string>? more)
    {
        var name = hole.Groups["name"].Value;
        if (more is not null && more.TryGetValue(name, out var value)) return value;
        return name switch
        {
            "clientId" => Registration.ClientId,
            "redirectUri" => RedirectUri,
            "scopes" => ScopeText,
            _ => Values.TryGetValue(name, out value) ? value : throw new InvalidOperationException($"The template of {Platform.Id} needs a value for {{{name}}}."),
        };
    }

    public override string ToString() => $"PlatformClient({Platform.Id})";

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9_.]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
