using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>How an operator gets a client: what the steps say, and what the platform demands of redirect addresses.</summary>
internal static class GuideCheck
{
    private static readonly RedirectRule[] OfScheme = [RedirectRule.HttpsOnly, RedirectRule.HttpsExceptLoopback, RedirectRule.HttpsExceptLocalhostName, RedirectRule.HttpInDevelopmentOnly];
    private static readonly RedirectRule[] OfExtent = [RedirectRule.ExactMatch, RedirectRule.PrefixMatch, RedirectRule.DomainOnly, RedirectRule.OriginOnly];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        var guide = platform.Registration;
        var known = StepFiller.Holes.Concat(platform.Authorization.ScopeSets.Keys.Select(set => "scopes." + set)).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, step) in PlatformParts.Items("registration.steps", guide.Steps))
            foreach (Match hole in TemplateCheck.Hole.Matches(step))
                if (!known.Contains(hole.Groups["name"].Value)) yield return new(field, $"has the hole {hole.Value}, which nothing fills there", $"Use one of {string.Join(", ", known)}.");
        foreach (var (field, name) in new[] { ("registration.clientIdName", guide.ClientIdName), ("registration.clientSecretName", guide.ClientSecretName) })
            if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > 40)) yield return new(field, "is empty or longer than 40 characters", "Give it the platform's own name for it, or leave it out.");
        if (guide.Automatic && !platform.Quirks.Any(quirk => QuirkNames.Registering.Contains(quirk, StringComparer.Ordinal)))
            yield return new("registration.automatic", "is true, though the entry has no quirk that gets a client", $"Add one of {string.Join(", ", QuirkNames.Registering)} to quirks, or remove it.");
        if (guide.RedirectRules.Distinct().Count() < guide.RedirectRules.Count) yield return new("registration.redirectRules", "names a rule twice", "Keep one of them.");
        foreach (var alternatives in new[] { OfScheme, OfExtent })
            if (guide.RedirectRules.Intersect(alternatives).ToList() is { Count: > 1 } several) yield return new("registration.redirectRules", $"has {several.Count} rules of which only one can hold", $"Keep one of {string.Join(", ", alternatives.Select(PlatformWords.Snake))}.");
        if (guide.RedirectRules.Contains(RedirectRule.NoLocalhostName) && guide.RedirectRules.Contains(RedirectRule.HttpsExceptLocalhostName))
            yield return new("registration.redirectRules", "both refuses and asks for the name localhost", "Keep no_localhost_name or https_except_localhost_name.");
    }
}
