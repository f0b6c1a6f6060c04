namespace OAuthHub.Core.Connections;

/// <summary>What is kept with a connection comes from several places, one after the other.</summary>
internal static class KeptValues
{
    /// <summary>All of both; where both name a thing, the newer one's.</summary>
    public static Dictionary<string, TValue> Merge<TValue>(IReadOnlyDictionary<string, TValue> older, IReadOnlyDictionary<string, TValue> newer)
    {
        var all = new Dictionary<string, TValue>(older);
        foreach (var (name, value) in newer) all[name] = value;
        return all;
    }
}
