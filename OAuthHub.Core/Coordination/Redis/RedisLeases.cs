using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Telemetry;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Leases among processes: a key with a random owner and an end. Renewed on a thread of its own, so that a busy thread pool does
/// not lose them; let go only by their owner; taken over at once from a process that is certainly gone, and otherwise when they end.
/// </summary>
/// <remarks>
/// Redis may lose a lease (a flush, a failover). What a lost lease may cost is bounded by the vault: see the intent in docs/refresh.md.
/// </remarks>
internal sealed partial class RedisLeases : ILeases, IDisposable
{
    private const string Renew = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";
    internal const string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
    private const string TakeOver = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1 else return 0 end";

    private readonly RedisLink link;
    private readonly RedisNames names;
    private readonly HubMeter meter;
    private readonly TimeProvider time;
    private readonly ILogger<RedisLeases> logger;
    private readonly TimeSpan length;
    /// <summary>How the names of our owners begin: this process, and this object within it.</summary>
    private readonly string own = $"{ProcessIdentity.Own}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}-";

    private readonly ConcurrentDictionary<string, Lease> held = new(), asking = new();
    private readonly StrayLeases strays;
    private readonly ManualResetEventSlim stopping = new();
    private readonly Thread renewing;

    /// <param name="length">From the last renewal; a ninth of it lies between two renewals.</param>
    public RedisLeases(RedisLink link, RedisNames names, HubMeter meter, TimeProvider time, ILogger<RedisLeases> logger, TimeSpan length)
    {
        (this.link, this.names, this.meter, this.time, this.logger, this.length) = (link, names, meter, time, logger, length);
        strays = new StrayLeases(link);
        renewing = new Thread(RenewAll) { IsBackground = true, Name = "OAuthHub leases", Priority = ThreadPriority.AboveNormal };
        renewing.Start();
    }

    /// <summary>Longer than everything a live holder can do between two renewals, its guard of 27 s included.</summary>
    public static TimeSpan DefaultLength { get; } = TimeSpan.FromSeconds(45);

    public async ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken)
    {
        var lease = new Lease(this, names.Lease(resource), $"{own}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}", new LeaseClock(time));
        asking[lease.Owner] = lease;
        try
        {
            if (!await link.RunAsync(redis => redis.StringSetAsync(lease.Key, lease.Owner, length, When.NotExists)) && !await TakeOverAsync(lease)) return null;
            held[lease.Owner] = lease;
            return lease;
        }
        catch (CoordinationUnavailableException)
        {
            strays.Add(lease.Key, lease.Owner); // it may be done all the same, later, and would keep everybody out until it ends
            throw;
        }
        finally
        {
            asking.TryRemove(lease.Owner, out _);
        }
    }

    public void Dispose()
    {
        stopping.Set();
        renewing.Join();
        stopping.Dispose();
    }

    /// <summary>Two holders will not come back for it: a process of this machine that is gone, and an attempt of ours that was given up.</summary>
    private async Task<bool> TakeOverAsync(Lease lease)
    {
        var holder = (string?)await link.RunAsync(redis => redis.StringGetAsync(lease.Key));
        if (holder is null) return false;
        var isOurs = holder.StartsWith(own, StringComparison.Ordinal);
        if (isOurs ? held.ContainsKey(holder) || asking.ContainsKey(holder) : !ProcessIdentity.IsGone(holder[..Math.Max(0, holder.LastIndexOf(':'))])) return false;
        if ((int)await link.RunAsync(redis => redis.ScriptEvaluateAsync(TakeOver, [lease.Key], [holder, lease.Owner, (long)length.TotalMilliseconds])) != 1) return false;
        LogTakenOver(logger, lease.Key);
        return true;
    }

    private async ValueTask LetGoAsync(Lease lease)
    {
        held.TryRemove(lease.Owner, out _);
        try
        {
            await link.RunAsync(redis => redis.ScriptEvaluateAsync(Release, [lease.Key], [lease.Owner]));
        }
        catch (CoordinationUnavailableException)
        {
            strays.Add(lease.Key, lease.Owner);
        }
    }

    private void RenewAll()
    {
        using var line = link.NewRenewalLine();
        while (!stopping.Wait(length / 9))
        {
            try
            {
                foreach (var lease in held.Values) RenewOne(line, lease);
            }
            catch (IOException)
            {
                // The next round tries again; until then each holder sees its lease grow shorter.
            }
            catch (Exception failure)
            {
                LogNotRenewed(logger, failure);
            }
        }
    }

    private void RenewOne(RenewalLine line, Lease lease)
    {
        var askedAt = lease.Clock.Age;
        if (line.Evaluate(Renew, lease.Key, lease.Owner, (long)length.TotalMilliseconds) == 1) lease.Clock.RenewedAt(askedAt);
        else if (held.TryRemove(lease.Owner, out _)) Lost(lease); // else it was let go meanwhile
    }

    private void Lost(Lease lease)
    {
        lease.IsLost = true;
        meter.LeaseLost();
        LogLost(logger, lease.Key);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease {Key} is lost: Redis was flushed, or this process stood still for longer than it lasts")]
    private static partial void LogLost(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took the lease {Key} over: whoever had it will not come back for it")]
    private static partial void LogTakenOver(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Leases could not be renewed")]
    private static partial void LogNotRenewed(ILogger logger, Exception failure);

    private sealed class Lease(RedisLeases leases, string key, string owner, LeaseClock clock) : ILease
    {
        public string Key => key;
        public string Owner => owner;
        public LeaseClock Clock => clock;
        public volatile bool IsLost;

        public bool Lasts(TimeSpan needed) => !IsLost && clock.Lasts(leases.length, needed);

        public ValueTask DisposeAsync() => leases.LetGoAsync(this);
    }
}
