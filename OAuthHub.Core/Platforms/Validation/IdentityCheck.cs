using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>What the entry is: its id, its place in the gallery, its kind, the code it asks for.</summary>
internal static partial class IdentityCheck
{
    private static readonly string[] Categories = ["social", "work", "developer", "storage", "commerce", "messaging", "media", "practice", "other"];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        if (!Id().IsMatch(platform.Id)) yield return new("id", $"is '{platform.Id}'", "Use 1 to 64 lower-case letters, digits and hyphens, beginning with a letter or digit.");
        if (string.IsNullOrWhiteSpace(platform.Name) || platform.Name.Length > 64) yield return new("name", "is empty or longer than 64 characters", "Give it the name that people know.");
        if (!Categories.Contains(platform.Category, StringComparer.Ordinal)) yield return new("category", $"is '{platform.Category}'", $"Use one of {string.Join(", ", Categories)}.");
        if (platform.Kind is not PlatformKind.OAuth2 && string.IsNullOrWhiteSpace(platform.KindReason))
            yield return new("kindReason", "is missing, though the entry is listed without being connectable", "Say why, and what to use instead; or leave kind out.");
        if (string.Equals(platform.ClientOf, platform.Id, StringComparison.Ordinal)) yield return new("clientOf", "names the entry itself", "Remove it.");
        foreach (var quirk in platform.Quirks.Except(QuirkNames.All, StringComparer.Ordinal))
            yield return new("quirks", $"asks for '{quirk}', which this version of the hub does not have", $"It has {string.Join(", ", QuirkNames.All)}.");
        if (platform.Quirks.Contains(QuirkNames.CallbackSignature, StringComparer.Ordinal) != platform.Authorization.CallbackSignature is not null)
            yield return new("authorization.callbackSignature", $"and the quirk {QuirkNames.CallbackSignature} belong together", "Set both or none.");
        if (platform.Quirks.Contains(QuirkNames.DynamicRegistration, StringComparer.Ordinal) != platform.Registration.Dynamic is not null)
            yield return new("registration.dynamic", $"and the quirk {QuirkNames.DynamicRegistration} belong together", "Set both or none.");
        if (platform.Quirks.Contains(QuirkNames.PushedAuthorization, StringComparer.Ordinal) != platform.Authorization.PushedUrl is not null)
            yield return new("authorization.pushedUrl", $"and the quirk {QuirkNames.PushedAuthorization} belong together", "Set both or none.");
        if (platform.Client.AssertionAudience is AssertionAudience.Issuer && string.IsNullOrEmpty(platform.Authorization.Issuer))
            yield return new("client.assertionAudience", "is issuer, though authorization.issuer is missing", "Give the entry its issuer, or use token_url.");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
