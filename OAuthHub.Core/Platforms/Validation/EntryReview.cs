namespace OAuthHub.Core.Platforms.Validation;

/// <summary>
/// What a reviewer looks at. A hub starts all the same: an entry that breaks these is poorly described, not dangerous, and a clock may be wrong.
/// </summary>
internal static class EntryReview
{
    /// <param name="today">By the hub's clock.</param>
    public static IEnumerable<Finding> Check(Platform platform, DateOnly today)
    {
        var docs = platform.Docs;
        // A day ahead is another time zone's today.
        if (docs.Checked > today.AddDays(1)) yield return new("docs.checked", $"is {docs.Checked:yyyy-MM-dd}, a day that is still to come", "Give it the day on which the facts were gathered.");
        if (docs.Confidence is Confidence.Low && string.IsNullOrWhiteSpace(docs.Notes)) yield return new("docs.notes", "is missing, though confidence is low", "Say what is doubtful and what it means for whoever connects an account.");
        if (docs.Confidence is Confidence.Medium && string.IsNullOrWhiteSpace(docs.Notes) && docs.Unverified.Count == 0) yield return new("docs.unverified", "is empty, though confidence is only medium and there are no notes", "List what no source confirmed.");
        if (docs.Unverified.Any(string.IsNullOrWhiteSpace)) yield return new("docs.unverified", "has an empty item", "Name the fact, or remove it.");
        if (docs.Unverified.Distinct(StringComparer.Ordinal).Count() < docs.Unverified.Count) yield return new("docs.unverified", "names a fact twice", "Keep one of them.");
    }
}
