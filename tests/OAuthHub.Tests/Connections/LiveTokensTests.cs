using OAuthHub.Core.Connections;

namespace OAuthHub.Tests.Connections;

public sealed class LiveTokensTests
{
    [Fact]
    public void It_holds_so_many_and_goes_on_keeping_those_in_step()
    {
        var tokens = new LiveTokens(limit: 2);
        foreach (var id in (string[])["one", "two", "three"]) tokens.Put(id, Cached(id, 1));
        Assert.Null(tokens.Find("three"));
        tokens.Put("two", Cached("two", 2));
        Assert.Equal((2, 2), (tokens.Find("two")!.Generation, tokens.Count));

        tokens.Remove("one");
        tokens.Remove("one");
        tokens.Put("three", Cached("three", 1));
        Assert.NotNull(tokens.Find("three"));
        Assert.Equal(2, tokens.Count);
    }

    [Fact]
    public void An_older_reading_confirms_the_newer_tokens_and_does_not_replace_them()
    {
        var tokens = new LiveTokens(limit: 2);
        var newer = Cached("one", 7);
        tokens.Put("one", newer);
        tokens.Put("one", Cached("one", 6, confirmedAt: 99));
        var kept = tokens.Find("one")!;
        Assert.Equal((7, 99), (kept.Generation, kept.ConfirmedAt));
        Assert.Same(newer.Connection, kept.Connection);
    }

    [Fact]
    public void Who_was_found_before_is_told_of_the_tokens_as_they_are_now()
    {
        var tokens = new LiveTokens(limit: 2);
        var (first, second) = (Cached("one", 1), Cached("one", 2));
        var found = ConnectionSummary.Of(first.Connection, 1);
        Assert.Null(tokens.Find(found));
        tokens.Put("one", first);
        Assert.Same(first, tokens.Find(found));
        Assert.Same(first, tokens.Find(found));
        Assert.Equal(ConnectionSummary.Of(first.Connection, 1).ToString(), found.ToString()); // what it remembers is no part of what it says

        tokens.Put("one", second);
        Assert.Same(second, tokens.Find(found));
        tokens.Put("one", Cached("one", 1, confirmedAt: 99));
        Assert.Equal((2, 99), (tokens.Find(found)!.Generation, tokens.Find(found)!.ConfirmedAt));
        tokens.Remove("one");
        Assert.Null(tokens.Find(found));
        tokens.Put("one", first);
        Assert.Same(first, tokens.Find(found with { Label = "mine" }));
        Assert.Same(first, tokens.Find(found));
    }

    private static Cached Cached(string id, long generation, long confirmedAt = 1) => new(
        new Connection { Id = id, User = "ada", PlatformId = "sandbox", Account = new Account(id, id), TokenGeneration = 1, GrantId = "grant", ConnectedAt = DateTimeOffset.UnixEpoch }, generation, confirmedAt);
}
