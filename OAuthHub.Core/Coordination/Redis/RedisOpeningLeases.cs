using System.Security.Cryptography;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>A key with a random owner and an end. Not renewed: what it is for takes seconds.</summary>
internal sealed class RedisOpeningLeases(RedisLink link, TimeProvider time) : IOpeningLeases
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    public async ValueTask<ILease?> TryAcquireAsync(string place, CancellationToken cancellationToken)
    {
        var lease = new Lease(link, RedisNames.Opening(place), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), new LeaseClock(time));
        return await link.RunAsync(redis => redis.StringSetAsync(lease.Key, lease.Owner, Length, When.NotExists)) ? lease : null;
    }

    private sealed class Lease(RedisLink link, string key, string owner, LeaseClock clock) : ILease
    {
        public string Key => key;
        public string Owner => owner;

        public bool Lasts(TimeSpan needed) => clock.Lasts(Length, needed);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await link.RunAsync(redis => redis.ScriptEvaluateAsync(RedisLeases.Release, [key], [owner]));
            }
            catch (CoordinationUnavailableException)
            {
                // It ends by itself.
            }
        }
    }
}
