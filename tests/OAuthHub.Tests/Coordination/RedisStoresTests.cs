using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class RedisLoginStatesTests(RedisFixture redis) : LoginStatesContract, IClassFixture<RedisFixture>
{
    private readonly RedisParts parts = redis.NewHub();

    private protected override ILoginStates States => field ??= parts.NewLoginStates(Clock);

    [RedisFact]
    public async Task What_redis_holds_tells_neither_the_state_nor_the_flow_and_ends_by_itself()
    {
        await Add("the-state", user: "somebody@example.com");
        var dump = string.Join('\n', (await redis.Server.DumpAsync()).Select(entry => entry.Key + " " + entry.Value));
        Assert.DoesNotContain("the-state", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("the-verifier", dump, StringComparison.Ordinal);
        var server = await redis.Server.OpenAsync();
        Assert.InRange((await server.KeyTimeToLiveAsync(parts.Names.Login(SecretFingerprint.Of("the-state"))))!.Value, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
        Assert.Equal("taken", await Take("the-state", user: "somebody@example.com"));
        Assert.InRange((await server.KeyTimeToLiveAsync(parts.Names.Login(SecretFingerprint.Of("the-state"))))!.Value, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20));
    }

    [RedisFact]
    public async Task A066_whoever_can_write_to_redis_can_neither_make_a_flow_nor_move_one_nor_change_a_byte()
    {
        await Add("mine");
        var server = await redis.Server.OpenAsync();
        var mine = parts.Names.Login(SecretFingerprint.Of("mine"));
        var blob = (byte[])(await server.StringGetAsync(mine))!;
        await server.StringSetAsync(parts.Names.Login(SecretFingerprint.Of("moved")), blob);
        await server.StringSetAsync(parts.Names.Login(SecretFingerprint.Of("made")), "{\"Platform\":\"sandbox\",\"User\":\"local\"}");
        Assert.Equal("state_unknown", await Take("moved"));
        Assert.Equal("state_unknown", await Take("made"));
        var changed = blob.ToArray();
        for (var at = 0; at < blob.Length; at += 7)
        {
            changed[at] ^= 1;
            await server.StringSetAsync(mine, changed);
            Assert.Equal("state_unknown", await Take("mine"));
            changed[at] ^= 1;
        }
        await server.StringSetAsync(mine, blob);
        Assert.Equal("taken", await Take("mine"));
    }

    [RedisFact]
    public async Task Of_callbacks_at_several_processes_one_gets_the_flow()
    {
        var others = parts.NewLoginStates(Clock);
        await Add("s");
        var takes = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => Take("s", states: number % 2 == 0 ? others : States))));
        Assert.Single(takes, "taken");
        Assert.Equal(39, takes.Count(take => take == "state_used"));
    }
}

public sealed class RedisDueQueueTests(RedisFixture redis) : DueQueueContract, IClassFixture<RedisFixture>
{
    private readonly RedisParts parts = redis.NewHub();

    private protected override IDueQueue Queue => field ??= parts.NewDueQueue();

    [RedisFact]
    public async Task Workers_of_several_processes_share_what_is_due()
    {
        for (var number = 0; number < 200; number++) await Schedule($"{number}", 1);
        var other = parts.NewDueQueue();
        var claimed = (await Task.WhenAll(new[] { Queue, other, Queue, other }.Select(queue => Task.Run(async () =>
        {
            var own = new List<string>();
            while (await queue.ClaimAsync("p", At(5), At(1000), 7, CancellationToken.None) is { Count: > 0 } more) own.AddRange(more);
            return own;
        })))).SelectMany(own => own).ToList();
        Assert.Equal(200, claimed.Count);
        Assert.Equal(200, claimed.Distinct().Count());
    }

    [RedisFact]
    public async Task Filling_it_again_brings_a_time_forward_but_never_puts_a_claim_or_an_earlier_time_off()
    {
        var link = parts.NewLink();
        var queue = parts.NewDueQueue(link);
        var index = new RedisSharedIndex(link, parts.Names, queue);
        await Schedule("late", 500);
        await Schedule("early", 5);
        Assert.False(await index.IsCompleteAsync(CancellationToken.None));
        var filling = await index.BeginAsync(CancellationToken.None);
        await index.AddAsync([new("late", "ada", "p", At(50)), new("early", "ada", "p", At(50)), new("new", "bo", "p", At(50)), new("never", "bo", "p", null)], isShared: false, CancellationToken.None);
        await index.MarkCompleteAsync(filling, CancellationToken.None);
        Assert.True(await index.IsCompleteAsync(CancellationToken.None));
        Assert.Equal(["early"], await Claim(5, 600));
        Assert.Equal(["late", "new"], (await Claim(50, 600)).Order());
        Assert.Equal(["early", "late"], (await index.FindAsync("ada", CancellationToken.None)).Order());
        Assert.Equal(["never", "new"], (await index.FindAsync("bo", CancellationToken.None)).Order());
        await index.RemoveAsync("bo", "new", CancellationToken.None);
        Assert.Equal(["never"], await index.FindAsync("bo", CancellationToken.None));
    }
}

public sealed class RedisChangeEventsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [RedisFact]
    public async Task The_others_hear_of_a_change_and_whoever_made_it_hears_it_once_and_nobody_else_can_send_one()
    {
        await using var parts = new RedisParts(redis.Server);
        var (one, other) = (parts.NewEvents(), parts.NewEvents());
        var (ofOne, ofOther) = (new System.Collections.Concurrent.ConcurrentQueue<HubChange>(), new System.Collections.Concurrent.ConcurrentQueue<HubChange>());
        one.Subscribe(ofOne.Enqueue);
        using var subscription = other.Subscribe(ofOther.Enqueue);
        var server = await redis.Server.OpenAsync();
        await Waiting.UntilAsync(async () => (long)await server.ExecuteAsync("PUBLISH", parts.Names.Changes, "forged") >= 2);
        var change = new HubChange("connection", "c", "somebody", "p", "refreshed", 7, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        one.Publish(change);
        await Waiting.UntilAsync(() => !ofOther.IsEmpty);
        Assert.Equal(change with { FromAnother = true }, Assert.Single(ofOther));
        other.Publish(new HubChange("platform", "p", null, "p", "registration"));
        await Waiting.UntilAsync(() => ofOne.Count == 2);
        Assert.Equal([false, true], ofOne.Select(heard => heard.FromAnother));
        subscription.Dispose();
        one.Publish(new HubChange("connection", "c", "somebody", "p", "refreshed", 8));
        Assert.Equal(2, ofOther.Count);
    }
}
