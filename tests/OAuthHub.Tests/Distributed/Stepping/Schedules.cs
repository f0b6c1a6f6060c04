namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>
/// Goes through all orders in which a choice can fall, depth first: after each run the last choice that has an alternative left takes it, and
/// the next run repeats everything before.
/// </summary>
internal sealed class Schedules
{
    private readonly List<(int Taken, int Options)> path = [];
    private int depth;

    public int Count { get; private set; }

    /// <summary>False: every order was tried.</summary>
    public bool Next()
    {
        depth = 0;
        if (Count++ == 0) return true;
        while (path.Count > 0 && path[^1].Taken + 1 == path[^1].Options) path.RemoveAt(path.Count - 1);
        if (path.Count == 0) return false;
        path[^1] = (path[^1].Taken + 1, path[^1].Options);
        return true;
    }

    /// <summary>One of so many: 0 first.</summary>
    public int Choose(int options)
    {
        if (options == 1) return 0;
        if (depth == path.Count) path.Add((0, options));
        Assert.Equal(options, path[depth].Options); // the run before the choice is the same as last time
        return path[depth++].Taken;
    }
}
