using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.Platforms.Registration;

/// <summary>Fills the holes that a step of a guide may have: <c>{redirectUri}</c>, <c>{hub}</c>, <c>{domain}</c>, <c>{scopes}</c> and <c>{scopes.x}</c>.</summary>
internal sealed class StepFiller(Platform platform, IReadOnlyList<string> scopes, string redirectUri, HubAddress hub)
{
    public static IReadOnlyList<string> Holes { get; } = ["redirectUri", "hub", "domain", "scopes"];

    public string RedirectUri => redirectUri;

    /// <summary>As the platform joins them.</summary>
    public string Scopes => string.Join(platform.Authorization.ScopeSeparator, scopes);

    public string Fill(string step) => TemplateCheck.Hole.Replace(step, Value);

    private string Value(Match hole) => hole.Groups["name"].Value switch
    {
        "redirectUri" => redirectUri,
        "hub" => hub.PublicUrl,
        "domain" => new Uri(redirectUri).Host,
        "scopes" => Scopes,
        var name when name.StartsWith("scopes.", StringComparison.Ordinal) && platform.Authorization.ScopeSets.TryGetValue(name["scopes.".Length..], out var set) => string.Join(platform.Authorization.ScopeSeparator, set),
        _ => hole.Value,
    };
}
