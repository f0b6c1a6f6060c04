using System.Net;
using System.Net.Sockets;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Credentials;

/// <summary>
/// Counts the different wrong keys that come from an address. Whoever guesses brings another one each time; an agent with one old key does not.
/// A right key works from anywhere all the same: it cannot be guessed, and agents share the address of whatever stands before the hub.
/// </summary>
internal sealed partial class WrongKeys(TimeProvider time, ILogger<WrongKeys> logger)
{
    /// <summary>Different ones, in a minute, from one address.</summary>
    public const int Most = 20;

    private const int MostAddresses = 4096;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Seen> seen = [];
    private DateTimeOffset? toldAt;

    /// <summary>How long this address has to wait. Null: it has not brought too many yet.</summary>
    /// <param name="hash">Null for what cannot be a key at all.</param>
    public TimeSpan? Note(IPAddress? address, KeyHash? hash)
    {
        var from = Network(address ?? IPAddress.None);
        lock (gate)
        {
            var now = time.GetUtcNow();
            var counted = seen.ContainsKey(from) ? from : Room(from, now);
            if (!seen.TryGetValue(counted, out var known) || now - known.Began >= Minute) seen[counted] = known = new Seen(now);
            if (known.Keys.Count < Most)
            {
                known.Keys.Add(hash ?? default);
                return null;
            }
            if (toldAt is not { } told || now - told >= Minute)
            {
                toldAt = now;
                LogGuessing(logger, from, Most);
            }
            return known.Began + Minute - now;
        }
    }

    /// <summary>Where to count: in an entry of the address's own, or, when there are too many, in one for all others.</summary>
    private IPAddress Room(IPAddress from, DateTimeOffset now)
    {
        if (seen.Count < MostAddresses) return from;
        foreach (var (old, _) in seen.Where(pair => now - pair.Value.Began >= Minute).ToList()) seen.Remove(old);
        return seen.Count < MostAddresses ? from : IPAddress.None;
    }

    /// <summary>Of IPv6 everybody has a whole network.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed record Seen(DateTimeOffset Began)
    {
        public HashSet<KeyHash> Keys { get; } = [];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} has brought {Count} different wrong agent keys within a minute; it is refused for the rest of it")]
    private static partial void LogGuessing(ILogger logger, IPAddress address, int count);
}
