using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using OAuthHub.Core.Network;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Everything that a call to a platform needs: the entry, the app registration, the redirect URI, and the values of templates.</summary>
public sealed partial record PlatformClient(Platform Platform, AppRegistration Registration, string RedirectUri)
{
    private const string ScopeSet = "scopes.";

    /// <summary><c>hub</c>, the template variables, and <c>stored.x</c>.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The key to which this connection's tokens are bound. Null: they are not.</summary>
    public ProofKey? ProofKey { get; init; }

    /// <summary>By which clock what is signed is dated.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The strategies in code that the entry asks for, in its order.</summary>
    public IReadOnlyList<Quirk> Quirks { get; init; } = [];

    /// <summary>For calls before there is an app registration, such as the one that gets it.</summary>
    public static PlatformClient Unregistered(Platform platform, IReadOnlyDictionary<string, string> values, HubAddress hub) =>
        new(platform, new AppRegistration { PlatformId = platform.Id, ClientId = "" }, hub.RedirectUri(platform.Id))
        {
            Values = VariableValues.Of(platform, values, null, hub.PublicUrl).Append(KeyValuePair.Create("hub", hub.PublicUrl)).ToDictionary(),
        };

    public IReadOnlyList<string> Scopes => Registration.Scopes ?? Platform.Authorization.Scopes;

    /// <summary>The same client, asking for these. None: for the usual ones.</summary>
    public PlatformClient Asking(IReadOnlyList<string> scopes) => scopes.Count == 0 ? this : this with { Registration = Registration with { Scopes = scopes } };

    public string ScopeText => string.Join(Platform.Authorization.ScopeSeparator, Scopes);

    /// <summary>
    /// A URL with its holes filled. A value at the very beginning is itself an address and goes in as it is; any other is
    /// percent-encoded, so that it cannot change the host or add a parameter; a host keeps the colon before its port.
    /// </summary>
    /// <exception cref="MissingValueException">A hole has no value; the message names it.</exception>
    public string Resolve(string template, IReadOnlyDictionary<string, string>? more = null) =>
        Hole().Replace(template, hole => hole.Index == 0 ? Value(hole, more) : Encode(hole.Groups["name"].Value, Value(hole, more)));

    /// <summary>The same client when more is known of the connection: what is kept of it, under its own name where the entry has a variable of it.</summary>
    public PlatformClient Knowing(IReadOnlyDictionary<string, string> stored)
    {
        if (stored.Count == 0) return this;
        var values = new Dictionary<string, string>(Values);
        foreach (var (name, value) in stored)
        {
            values["stored." + name] = value;
            if (Platform.TemplateVariables.Any(variable => string.Equals(variable.Name, name, StringComparison.Ordinal) && Platforms.Validation.TemplatePattern.Matches(variable, value))) values[name] = value;
        }
        return this with { Values = values };
    }

    /// <summary>A parameter's value or a body: the holes are filled as they are, and encoded where the whole is written.</summary>
    /// <exception cref="MissingValueException">A hole has no value; the message names it.</exception>
    public string Fill(string template, IReadOnlyDictionary<string, string>? more = null) => Hole().Replace(template, hole => Value(hole, more));

    /// <summary>As <see cref="Resolve"/>; null: a hole has no value.</summary>
    public string? TryResolve(string template, IReadOnlyDictionary<string, string>? more = null) => MissingValueException.OrNull(() => Resolve(template, more));

    /// <summary>As <see cref="Fill"/>; null: a hole has no value.</summary>
    public string? TryFill(string template, IReadOnlyDictionary<string, string>? more = null) => MissingValueException.OrNull(() => Fill(template, more));

    private string Encode(string name, string value) =>
        HostName.Read(value) is HostName.Reading.Named(var host) && Platform.TemplateVariables.Any(variable => variable.Kind is VariableKind.Host && string.Equals(variable.Name, name, StringComparison.Ordinal)) ? host.ToString() : Uri.EscapeDataString(value);

    private string Value(Match hole, IReadOnlyDictionary<string, string>? more)
    {
        var name = hole.Groups["name"].Value;
        if (more is not null && more.TryGetValue(name, out var value)) return value;
        return name switch
        {
            "clientId" => Registration.ClientId,
            "redirectUri" => RedirectUri,
            "scopes" => ScopeText,
            "random" => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            _ when name.StartsWith(ScopeSet, StringComparison.Ordinal) && Platform.Authorization.ScopeSets.TryGetValue(name[ScopeSet.Length..], out var set) => string.Join(Platform.Authorization.ScopeSeparator, set),
            _ => Values.TryGetValue(name, out value) ? value : throw new MissingValueException(Platform.Id, name),
        };
    }

    public override string ToString() => $"PlatformClient({Platform.Id})";

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9_.]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
