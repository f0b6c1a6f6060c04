using System.Globalization;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Secrets;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Connect links under the hash of their token. Whoever takes one swaps exactly what was read for a mark, in one script: of many who press
/// at once, at whatever process, one gets the link.
/// </summary>
internal sealed partial class RedisConnectLinks(RedisLink redis, RedisNames names, ConnectLinkCodec codec, TimeProvider time, ILogger<RedisConnectLinks> logger) : IConnectLinks
{
    private const string Used = "used";

    /// <summary>Counts the key's links of this minute, and keeps the link if there may be one more.</summary>
    private const string Add = """
        local made = tonumber(redis.call('GET', KEYS[2]) or '0')
        if made >= tonumber(ARGV[3]) then return 0 end
        redis.call('SET', KEYS[2], made + 1, 'PX', 120000)
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private const string Take = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    private static readonly long Kept = (long)(2 * ConnectLink.Lifetime).TotalMilliseconds;

    public async ValueTask<bool> TryAddAsync(SecretFingerprint token, ConnectLink link, CancellationToken cancellationToken)
    {
        var minute = (link.MadeAt.UtcTicks / TimeSpan.TicksPerMinute).ToString(CultureInfo.InvariantCulture);
        RedisKey[] keys = [names.ConnectLink(token), names.ConnectLinksOf(link.KeyId, minute)];
        return (int)await redis.RunAsync(database => database.ScriptEvaluateAsync(Add, keys, [codec.Seal(token, link), Kept, ConnectLink.PerKeyAndMinute])) == 1;
    }

    public async ValueTask<ConnectLinkState> FindAsync(SecretFingerprint token, CancellationToken cancellationToken) => (await LookAsync(token)).State;

    public async ValueTask<ConnectLinkState> TakeAsync(SecretFingerprint token, CancellationToken cancellationToken)
    {
        var (state, blob) = await LookAsync(token);
        if (state is not ConnectLinkState.Open) return state;
        var isTaken = (int)await redis.RunAsync(database => database.ScriptEvaluateAsync(Take, [names.ConnectLink(token)], [blob, Used, Kept])) == 1;
        return isTaken ? state : new ConnectLinkState.Closed("link_used");
    }

    private async Task<(ConnectLinkState State, RedisValue Blob)> LookAsync(SecretFingerprint token)
    {
        var found = await redis.RunAsync(database => database.StringGetAsync(names.ConnectLink(token)));
        if (found.IsNull) return (new ConnectLinkState.Closed("link_unknown"), found);
        if (found == Used) return (new ConnectLinkState.Closed("link_used"), found);
        if (codec.Open(token, (byte[])found!) is { } link) return (ConnectLinkState.At(link, time.GetUtcNow()), found);
        LogForged(logger);
        return (new ConnectLinkState.Closed("link_unknown"), found);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connect link in Redis was not written by this hub, or was sealed with a master key that it does not have; it is not used")]
    private static partial void LogForged(ILogger logger);
}
