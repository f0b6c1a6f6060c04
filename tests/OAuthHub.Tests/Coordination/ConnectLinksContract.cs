using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>What every store of connect links does.</summary>
public abstract class ConnectLinksContract
{
    private static readonly SecretFingerprint Token = SecretFingerprint.Of("a token");

    private protected abstract IConnectLinks Links { get; }

    private protected FakeClock Clock { get; } = new(HubHost.Start);

    [RedisFact]
    public async Task It_can_be_looked_at_often_and_taken_once_of_many_and_all_that_was_kept_comes_back()
    {
        Assert.Equal("link_unknown", await Code(Links.FindAsync(Token, CancellationToken.None)));
        Assert.True(await Add(Token));
        Assert.Equal("open", await Code(Links.FindAsync(Token, CancellationToken.None)));
        var takes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Links.TakeAsync(Token, CancellationToken.None).AsTask())));
        var taken = Assert.IsType<ConnectLinkState.Open>(Assert.Single(takes, state => state is ConnectLinkState.Open)).Link;
        Assert.Equal(49, takes.Count(state => state is ConnectLinkState.Closed("link_used")));
        Assert.Equal(("somebody@example.com", "sandbox", "con_1", "https://app.example/", "key_1", "Mail agent"), (taken.User, taken.PlatformId, taken.ConnectionId, taken.ReturnTo, taken.KeyId, taken.KeyName));
        Assert.Equal(["read", "write"], taken.Scopes);
        Assert.Equal(Clock.GetUtcNow(), taken.MadeAt);
        Assert.Equal("link_used", await Code(Links.FindAsync(Token, CancellationToken.None)));
    }

    [RedisTheory]
    [InlineData(29.9, "open")]
    [InlineData(30, "link_expired")]
    [InlineData(59.9, "link_expired")]
    [InlineData(60, "link_unknown")]
    public async Task It_lives_half_an_hour_and_is_remembered_for_as_long_again(double minutes, string expected)
    {
        await Add(Token);
        Clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(expected, await Code(Links.FindAsync(Token, CancellationToken.None)));
        Assert.Equal(expected, await Code(Links.TakeAsync(Token, CancellationToken.None)));
    }

    [RedisFact]
    public async Task A_key_makes_thirty_in_a_minute_and_others_are_left_alone()
    {
        _ = Links; // made by the first to ask: of those who ask at once, two could make one each
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => Add(SecretFingerprint.Of($"{number}")).AsTask())));
        Assert.Equal(30, made.Count(isMade => isMade));
        Assert.True(await Add(Token, "key_2"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Add(SecretFingerprint.Of("next")));
    }

    private protected ValueTask<bool> Add(SecretFingerprint token, string key = "key_1") => Links.TryAddAsync(token, new ConnectLink
    {
        User = "somebody@example.com", PlatformId = "sandbox", ConnectionId = "con_1", ReturnTo = "https://app.example/", Scopes = ["read", "write"], KeyId = key, KeyName = "Mail agent", MadeAt = Clock.GetUtcNow(),
    }, CancellationToken.None);

    private protected static async Task<string> Code(ValueTask<ConnectLinkState> state) => await state is ConnectLinkState.Closed(var code) ? code : "open";
}

public sealed class InMemoryConnectLinksTests : ConnectLinksContract
{
    private protected override IConnectLinks Links => field ??= new InMemoryConnectLinks(Clock);
}

public sealed class RedisConnectLinksTests(RedisFixture redis) : ConnectLinksContract, IClassFixture<RedisFixture>
{
    private readonly RedisParts parts = redis.NewHub();

    private protected override IConnectLinks Links => field ??= parts.NewConnectLinks(Clock);

    [RedisFact]
    public async Task What_redis_holds_tells_neither_the_token_nor_whose_it_is_and_nobody_else_can_make_or_move_one()
    {
        await Add(Token("secret-token"));
        var dump = string.Join('\n', (await redis.Server.DumpAsync()).Select(entry => entry.Key + " " + entry.Value));
        foreach (var word in (string[])["secret-token", "somebody", "Mail agent", "app.example"]) Assert.DoesNotContain(word, dump, StringComparison.Ordinal);
        var server = await redis.Server.OpenAsync();
        var blob = (byte[])(await server.StringGetAsync(parts.Names.ConnectLink(Token("secret-token"))))!;
        Assert.InRange((await server.KeyTimeToLiveAsync(parts.Names.ConnectLink(Token("secret-token"))))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        await server.StringSetAsync(parts.Names.ConnectLink(Token("moved")), blob);
        await server.StringSetAsync(parts.Names.ConnectLink(Token("made")), """{"User":"somebody@example.com"}""");
        foreach (var forged in (string[])["moved", "made"]) Assert.Equal("link_unknown", await Code(Links.TakeAsync(Token(forged), CancellationToken.None)));
        Assert.Equal("open", await Code(Links.TakeAsync(Token("secret-token"), CancellationToken.None)));
    }

    private static SecretFingerprint Token(string text) => SecretFingerprint.Of(text);
}
