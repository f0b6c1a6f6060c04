using OAuthHub.Core.Connections;

namespace OAuthHub.Tests.Connections;

public sealed class ConnectionIndexTests
{
    private readonly ConnectionIndex index = new();

    /// <summary>Whoever finds it by its id asks nobody else: to them, not to find it at its user means that it is not connected.</summary>
    [Fact]
    public async Task A_connection_that_is_found_by_its_id_is_found_at_its_user()
    {
        const int many = 50_000;
        var ids = Enumerable.Range(0, many).Select(number => $"con_{number}").ToList();
        var adding = Task.Run(() =>
        {
            foreach (var id in ids) index.Put(Summary(id) with { User = id });
        });
        var missed = new List<string>();
        foreach (var id in ids)
        {
            SpinWait.SpinUntil(() => index.Find(id) is not null);
            if (index.Find(id, Summary(id).PlatformId).Count == 0) missed.Add(id);
        }
        await adding;
        Assert.Empty(missed);
    }

    [Fact]
    public void A_connection_costs_the_same_however_many_its_user_has()
    {
        const int many = 20_000;
        var summaries = Enumerable.Range(0, many).Select(number => Summary($"con_{number}")).ToList();
        var newer = summaries.Select(summary => summary with { Generation = 2 }).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var summary in summaries) index.Put(summary);
        var added = GC.GetAllocatedBytesForCurrentThread() - before;
        foreach (var summary in newer) index.Put(summary);
        var changed = GC.GetAllocatedBytesForCurrentThread() - before - added;

        Assert.Equal(many, index.Find("ada", "sandbox").Count);
        Assert.InRange(added / many, 1, 1_000); // bytes; a copy of the list would be 80,000 on average
        Assert.InRange(changed / many, 0, 100);
    }

    [Fact]
    public void What_was_asked_for_keeps_its_number_and_shows_each_connection_as_it_is_now()
    {
        foreach (var id in (string[])["one", "two", "three"]) index.Put(Summary(id));
        var before = index.Find("ada", "sandbox");
        index.Put(Summary("four"));
        index.Put(Summary("two") with { Generation = 2, State = ConnectionState.Degraded });
        index.Remove("one");
        index.Put(Summary("five"));

        Assert.Equal(["one", "two", "three"], before.Select(summary => summary.Id));
        Assert.Equal(ConnectionState.Degraded, before[1].State);
        Assert.Throws<ArgumentOutOfRangeException>(() => before[3]);
        Assert.Equal(["two", "three", "four", "five"], index.Find("ada", "sandbox").Select(summary => summary.Id));
    }

    [Fact]
    public void An_older_reading_changes_nothing()
    {
        index.Put(Summary("one") with { Generation = 5, State = ConnectionState.Degraded });
        index.Put(Summary("one") with { Generation = 4 });
        Assert.Equal(ConnectionState.Degraded, index.Find("one")!.State);
    }

    [Fact]
    public void What_is_revoked_or_removed_is_found_nowhere()
    {
        foreach (var id in (string[])["one", "two"]) index.Put(Summary(id));
        index.Put(Summary("one") with { Generation = 2, State = ConnectionState.Revoking });
        index.Put(Summary("one") with { Generation = 3, State = ConnectionState.Revoked });
        index.Remove("two");

        Assert.Null(index.Find("one"));
        Assert.Empty(index.Find("ada", "sandbox"));
        Assert.Empty(index.OfUser("ada"));
        Assert.Empty(index.All);
        Assert.Equal((0, 0), (index.Count, index.CountOf("sandbox")));
    }

    [Fact]
    public async Task Whoever_reads_while_others_write_sees_each_connection_once()
    {
        foreach (var number in Enumerable.Range(0, 10)) index.Put(Summary($"con_{number}"));
        var writing = Task.Run(() =>
        {
            for (var number = 10; number < 5_000; number++)
            {
                index.Put(Summary($"con_{number}"));
                if (number % 3 == 0) index.Remove($"con_{number - 1}");
            }
        });
        while (!writing.IsCompleted)
        {
            var found = index.Find("ada", "sandbox").Select(summary => summary.Id).ToList();
            Assert.Equal(found.Count, found.Distinct(StringComparer.Ordinal).Count());
        }
        await writing;
        Assert.Equal(index.Count, index.Find("ada", "sandbox").Count);
    }

    private static ConnectionSummary Summary(string id) =>
        new(id, "ada", "sandbox", new Account("account of " + id, "Ada"), null, ConnectionState.Active, null, 1, null, null, 1);
}
