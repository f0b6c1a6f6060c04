namespace OAuthHub.Bench.Distributed;

/// <summary>What finding due connections and a user's connections costs with many in the index, beside the same with few.</summary>
internal static class IndexBench
{
    /// <summary>Connections of the small index, which is the yardstick.</summary>
    public const int Few = 2_000;

    /// <param name="Few">Microseconds with few in the index.</param>
    /// <param name="Many">With many.</param>
    internal sealed record Result(string Where, string What, double Few, double Many, double Ratio, string Range);

    /// <param name="Times">How often in a round.</param>
    /// <param name="Parts">How many of its kind one call does.</param>
    /// <param name="InMemory">Redis has no part in it.</param>
    private sealed record Step(string What, int Times, int Parts, Func<IndexUnderTest, Task> Run, Func<IndexUnderTest, Task>? Undo = null, bool InMemory = false);

    private static readonly Step[] Steps =
    [
        new("look which platforms have something due", 200, 1, index => index.LookAsync()),
        new($"count the {IndexUnderTest.Due} that are due", 50, 1, index => index.CountAsync()),
        new($"claim one of the {IndexUnderTest.Due} that are due, 32 at once", 11, IndexUnderTest.Due, index => index.ClaimAsync(), index => index.UnclaimAsync()),
        new("list one user's connections", 21, IndexUnderTest.Users, index => index.ListAsync()),
        new("change one of a user who has all of them", 3, IndexUnderTest.Due, index => index.ChangeAsync(), InMemory: true),
    ];

    public static async Task<IReadOnlyList<Result>> RunAsync(BenchOptions options, string? redis)
    {
        var results = new List<Result>();
        await using var few = await IndexUnderTest.CreateAsync(redis, Few);
        await using var many = await IndexUnderTest.CreateAsync(redis, options.Many);
        foreach (var step in Steps.Where(step => redis is null || !step.InMemory))
        {
            var (fewRuns, manyRuns) = (new List<double>(), new List<double>());
            for (var round = -3; round < 2 * options.Rounds; round++)
            {
                // Whoever comes first finds colder caches: by turns.
                var first = round % 2 == 0 ? await TimeAsync(few, step) : 0;
                var second = await TimeAsync(many, step);
                if (round % 2 != 0) first = await TimeAsync(few, step);
                if (round < 0) continue; // warming
                fewRuns.Add(first);
                manyRuns.Add(second);
            }
            var ratios = manyRuns.Zip(fewRuns, (one, other) => one / other).ToList();
            results.Add(new Result(redis is null ? "memory" : "Redis", step.What, Figures.Middle(fewRuns), Figures.Middle(manyRuns), Figures.Middle(ratios), Figures.Range(ratios)));
        }
        return results;
    }

    private static async Task<double> TimeAsync(IndexUnderTest index, Step step)
    {
        var times = new List<double>(step.Times);
        for (var time = 0; time < step.Times; time++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await step.Run(index);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMicroseconds);
            if (step.Undo is not null) await step.Undo(index);
        }
        return Figures.Middle(times) / step.Parts; // the middle one, since others use the machine too
    }
}
