using System.Net;
using OAuthHub.Core.Network;

namespace OAuthHub.Core.Agents;

/// <summary>How far a key reaches. An empty list means "no limit of this kind", except for <see cref="Actions"/>, where it means "nothing".</summary>
public record AgentLimits
{
    /// <summary>A list, since an array answers more slowly when it is asked as one, and each call asks seven.</summary>
    private static readonly IReadOnlyList<string> None = new List<string>();

    /// <summary>The users whose connections it may use.</summary>
    public IReadOnlyList<string> Users { get; init => field = Named(value); } = None;

    /// <summary>The platforms it may use.</summary>
    public IReadOnlyList<string> Platforms { get; init => field = Named(value); } = None;

    /// <summary>The ids of the single connections it may use, within users and platforms.</summary>
    public IReadOnlyList<string> Connections { get; init => field = Named(value); } = None;

    /// <summary>See <see cref="AgentAction"/>.</summary>
    public IReadOnlyList<string> Actions { get; init => field = Named(value); } = None;

    /// <summary>The HTTP methods that it may use through the proxy, in upper case.</summary>
    public IReadOnlyList<string> Methods { get; init => field = Named(value); } = None;

    /// <summary>The paths that it may use through the proxy, below the platform's base address (<see cref="PathPattern"/>).</summary>
    public IReadOnlyList<string> Paths { get; init => field = Named(value); } = None;

    /// <summary>The networks from which it is accepted, such as 10.1.0.0/16 or 2001:db8::/32.</summary>
    public IReadOnlyList<string> Networks { get; init => field = Named(value); } = None;

    /// <summary>Requests a minute, in each process of the hub. Null: no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool AllowsUser(string user) => Users.Count == 0 || Has(Users, user);

    public bool AllowsPlatform(string platformId) => Platforms.Count == 0 || Has(Platforms, platformId);

    public bool AllowsConnection(string connectionId) => Connections.Count == 0 || Has(Connections, connectionId);

    public bool Allows(string action) => Has(Actions, action);

    /// <summary>Whether a call may go through the proxy. What is not named is denied as soon as anything is named.</summary>
    /// <param name="path">Below the platform's base address, decoded and without dot segments, with a leading slash.</param>
    public bool AllowsCall(string method, string path) =>
        (Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase)) && (Paths.Count == 0 || Paths.Any(pattern => PathPattern.Matches(pattern, path)));

    /// <param name="address">Where the request comes from; null: nobody knows, which no named network covers.</param>
    public bool AllowsAddress(IPAddress? address) => Networks.Count == 0 || NamedNetworks.Hold(Networks, address);

    /// <param name="given">Null: a record of an earlier version does not say it.</param>
    private static IReadOnlyList<string> Named(IReadOnlyList<string>? given) => given is { Count: > 0 } ? given : None;

    // Asked several times for each call, which is why it makes nothing.
    private static bool Has(IReadOnlyList<string> names, string name)
    {
        for (var at = 0; at < names.Count; at++)
            if (string.Equals(names[at], name, StringComparison.Ordinal)) return true;
        return false;
    }
}
