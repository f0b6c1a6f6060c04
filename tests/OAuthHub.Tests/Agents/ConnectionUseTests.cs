using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;

namespace OAuthHub.Tests.Agents;

public sealed class ConnectionUseTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_use_of_each_agent_is_known_whichever_order_they_come_in()
    {
        var use = new ConnectionUse();
        Assert.Null(use.Find("con"));
        Assert.Empty(use.Of("con"));
        use.Note("con", "mail", "Mail agent", Start.AddSeconds(5));
        use.Note("con", "chat", null, Start.AddSeconds(9));
        use.Note("con", "mail", "of old", Start); // from the audit, which is read later
        use.Note("other", "mail", "Mail agent", Start.AddSeconds(20));
        Assert.Equal(new ConnectionUsed(Start.AddSeconds(9), "chat", null), use.Find("con"));
        Assert.Equal([new(Start.AddSeconds(9), "chat", null), new(Start.AddSeconds(5), "mail", "Mail agent")], use.Of("con"));
        use.Note("con", "mail", "Renamed", Start.AddSeconds(11));
        Assert.Equal([new(Start.AddSeconds(11), "mail", "Renamed"), new(Start.AddSeconds(9), "chat", null)], use.Of("con"));
    }

    [Fact]
    public void Of_many_agents_the_eight_that_used_it_last_are_known()
    {
        var use = new ConnectionUse();
        foreach (var number in Enumerable.Range(0, 20)) use.Note("con", $"key-{number}", null, Start.AddSeconds(number));
        Assert.Equal([.. Enumerable.Range(12, 8).Reverse().Select(number => $"key-{number}")], use.Of("con").Select(one => one.KeyId));
        use.Note("con", "key-3", null, Start.AddSeconds(3)); // from the audit: others used it later
        Assert.Equal([.. Enumerable.Range(12, 8).Reverse().Select(number => $"key-{number}")], use.Of("con").Select(one => one.KeyId));
    }

    [Fact]
    public async Task Uses_at_the_same_time_lose_none_of_the_agents_and_never_go_back()
    {
        var use = new ConnectionUse();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(key => Task.Run(() =>
        {
            foreach (var second in Enumerable.Range(0, 2000)) use.Note("con", $"key-{key}", null, Start.AddSeconds(second));
        })));
        Assert.Equal(8, use.Of("con").Count);
        Assert.All(use.Of("con"), one => Assert.Equal(Start.AddSeconds(1999), one.At));
    }

    [Fact]
    public void A_use_of_a_connection_that_was_found_is_the_same_as_one_by_its_id()
    {
        var (use, found) = (new ConnectionUse(), Found("con"));
        use.Note(found, "mail", "Mail agent", Start);
        use.Note("con", "mail", "Mail agent", Start.AddSeconds(5));
        use.Note(found, "chat", null, Start.AddSeconds(9));
        use.Note(found, "mail", "Renamed", Start.AddSeconds(7));
        use.Note(found, "chat", null, Start.AddSeconds(8)); // never back
        Assert.Equal([new(Start.AddSeconds(9), "chat", null), new(Start.AddSeconds(7), "mail", "Renamed")], use.Of("con"));
    }

    [Fact]
    public void What_was_forgotten_meanwhile_is_remembered_from_its_next_use_on()
    {
        var (use, found) = (new ConnectionUse(), Found("con"));
        use.Note(found, "mail", null, Start);
        foreach (var number in Enumerable.Range(1, 8)) use.Note("con", $"key-{number}", null, Start.AddSeconds(number));
        Assert.DoesNotContain("mail", use.Of("con").Select(one => one.KeyId));
        use.Note(found, "mail", null, Start.AddSeconds(9));
        Assert.Equal(new ConnectionUsed(Start.AddSeconds(9), "mail", null), use.Find("con"));

        foreach (var number in Enumerable.Range(0, 50_000)) use.Note($"other-{number}", "mail", null, Start);
        Assert.Null(use.Find("con"));
        use.Note(found, "mail", null, Start.AddSeconds(10));
        Assert.Equal(new ConnectionUsed(Start.AddSeconds(10), "mail", null), use.Find("con"));
    }

    private static ConnectionSummary Found(string id) => new(id, "anna", "acme", new Account("1", "Anna"), null, ConnectionState.Active, null, 1, null, null, 1);
}
