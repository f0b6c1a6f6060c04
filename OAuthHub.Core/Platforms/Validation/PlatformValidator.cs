namespace OAuthHub.Core.Platforms.Validation;

/// <param name="Field">The member's path.</param>
/// <param name="Wrong">The end of a sentence that begins with the field.</param>
internal readonly record struct Finding(string Field, string Wrong, string Remedy);

/// <summary>
/// What the shape of an entry cannot say. To add a rule: a line in the class of its concern; a new concern is a class with a
/// <c>Check</c> and a line in the table.
/// </summary>
internal static class PlatformValidator
{
    private static readonly Func<Platform, IEnumerable<Finding>>[] Rules =
    [
        IdentityCheck.Check, UrlCheck.Check, TemplateCheck.Check, VariableCheck.Check, ParameterCheck.Check, HeaderCheck.Check, GuideCheck.Check,
        AuthorizationCheck.Check, CallCheck.Check, RefreshCheck.Check, AnswerCheck.Check, RangeCheck.Check,
    ];

    /// <param name="fileId">The name of the file without <c>.json</c>.</param>
    public static IEnumerable<PlatformFault> Check(Platform platform, string fileId, string place)
    {
        var findings = Rules.SelectMany(rule => rule(platform));
        if (!string.Equals(platform.Id, fileId, StringComparison.Ordinal))
            findings = findings.Prepend(new("id", $"is '{platform.Id}', but the file is named {fileId}.json", "Give both the same name; the id cannot be changed by configuration."));
        return findings.Select(finding => new PlatformFault(place, finding.Field, finding.Wrong, finding.Remedy));
    }

    /// <summary>The rules between entries.</summary>
    public static IEnumerable<PlatformFault> CheckTogether(IReadOnlyDictionary<string, (Platform Platform, string Place)> entries)
    {
        foreach (var (platform, place) in entries.Values)
        {
            if (platform.ClientOf is not { } other) continue;
            if (!entries.TryGetValue(other, out var owner)) yield return new(place, "clientOf", $"is '{other}', which is no entry of the catalogue", "Name the entry whose app registration is shared.");
            else if (owner.Platform.ClientOf is { } third) yield return new(place, "clientOf", $"is '{other}', which itself uses the registration of '{third}'", $"Name the entry that has the registration: {(third == platform.Id || third == other ? "neither of these" : third)}.");
        }
    }
}
