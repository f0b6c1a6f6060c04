using Microsoft.Extensions.Logging;
using OAuthHub.Core.Secrets;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Login states under the hash of <c>state</c>. Whoever takes one reads it, checks it, and then swaps exactly what it read for a
/// mark, in one script: of many identical callbacks, at whatever process, one gets the flow.
/// </summary>
internal sealed partial class RedisLoginStates(RedisLink link, RedisNames names, LoginStateCodec codec, TimeProvider time, ILogger<RedisLoginStates> logger) : ILoginStates
{
    private const string Used = "used";

    /// <summary>Keeps the flow, and of its browser only the newest; what is pushed out is returned.</summary>
    private const string Add = """
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
        local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
        redis.call('ZADD', KEYS[2], (tonumber(last[2]) or 0) + 1, ARGV[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        local old = redis.call('ZRANGE', KEYS[2], 0, -1 - tonumber(ARGV[4]))
        for _, one in ipairs(old) do redis.call('ZREM', KEYS[2], one) end
        return old
        """;

    private const string Take = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        redis.call('ZREM', KEYS[2], ARGV[4])
        return 1
        """;

    /// <summary>Twice the lifetime, so that a late or second callback hears why.</summary>
    private static readonly long Kept = (long)(2 * LoginState.Lifetime).TotalMilliseconds;

    public async ValueTask AddAsync(string state, LoginState flow, CancellationToken cancellationToken)
    {
        var id = SecretFingerprint.Of(state);
        var blob = codec.Seal(id, flow);
        var old = (RedisValue[]?)await link.RunAsync(redis => redis.ScriptEvaluateAsync(Add, [names.Login(id), names.Browser(flow.Browser)], [blob, id.ToString(), Kept, LoginState.PerBrowser])) ?? [];
        foreach (var text in old)
            if (SecretFingerprint.TryParse((string?)text, out var pushedOut)) await link.RunAsync(redis => redis.KeyDeleteAsync(names.Login(pushedOut)));
    }

    public async ValueTask<LoginStateTake> TakeAsync(string state, string platformId, SecretFingerprint browser, string user, CancellationToken cancellationToken)
    {
        var id = SecretFingerprint.Of(state);
        var found = await link.RunAsync(redis => redis.StringGetAsync(names.Login(id)));
        if (found.IsNull) return new LoginStateTake.Refused("state_unknown");
        if (found == Used) return new LoginStateTake.Refused("state_used");
        var blob = (byte[])found!;
        if (codec.Open(id, blob) is not { } flow)
        {
            LogForged(logger);
            return new LoginStateTake.Refused("state_unknown");
        }
        var now = time.GetUtcNow();
        if (now - flow.StartedAt > 2 * LoginState.Lifetime) return new LoginStateTake.Refused("state_unknown");
        if (flow.RefusalTo(browser, user) is { } notTheirs) return notTheirs;
        if ((int)await link.RunAsync(redis => redis.ScriptEvaluateAsync(Take, [names.Login(id), names.Browser(browser)], [blob, Used, Kept, id.ToString()])) != 1)
            return new LoginStateTake.Refused("state_used");
        return flow.TakenFor(platformId, now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login state in Redis was not written by this hub, or was sealed with a master key that it does not have; it is not used")]
    private static partial void LogForged(ILogger logger);
}
