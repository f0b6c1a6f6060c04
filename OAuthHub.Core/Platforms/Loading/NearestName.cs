namespace OAuthHub.Core.Platforms.Loading;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    private const int MostEdits = 2;

    public static string Suggest(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = names.Select(candidate => (candidate, edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant()))).OrderBy(pair => pair.edits).FirstOrDefault();
        return nearest is { candidate: not null, edits: <= MostEdits }
            ? $"Did you mean {nearest.candidate}?"
            : $"Remove it, or use one of: {string.Join(", ", names.Order(StringComparer.Ordinal))}.";
    }

    /// <summary>The Levenshtein distance, in one row.</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
