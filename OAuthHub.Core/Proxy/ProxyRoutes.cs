using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Proxy;

/// <summary>Where the calls of one connection go, and how its token travels.</summary>
/// <param name="Base">What every path is appended to, without a slash at the end. Null: the entry names none, or one that may not be called.</param>
/// <param name="IsAllowed">False: the base is not where the hub goes (<see cref="HostRule"/>).</param>
/// <param name="IsGuarded">A person or a platform named the base's host, so it is checked where it is dialled.</param>
public sealed record ProxyRoute(PlatformClient Client, ApiAccess Access, string? Base, bool IsAllowed, bool IsGuarded)
{
    /// <summary>False: its entry has no address for this account, or a way of authorization that agents' calls cannot have.</summary>
    public bool CanCall => Base is not null && TokenPlacement.Knows(Access.Authorization);

    /// <summary>The base as where a call goes; null: there is none.</summary>
    public ProxyTarget? Own { get; } = Base is null ? null : new ProxyTarget(Base, IsGuarded);

    /// <summary>The header that carries the token, besides Authorization; null: none.</summary>
    public string? TokenHeader { get; } = TokenPlacement.Header(Access);

    /// <summary>The query parameter that carries the token; null: none.</summary>
    public string? TokenParameter { get; } = TokenPlacement.Parameter(Access);

    /// <summary>The address with the token in it, where that is its place.</summary>
    public string PutToken(string address, AccessToken token) => TokenPlacement.Put(address, Access, token);

    /// <summary>Puts the token into the headers, where those are its place.</summary>
    /// <param name="isBound">It is bound to a key of the connection.</param>
    public void PutToken(HttpRequestMessage request, AccessToken token, bool isBound) => TokenPlacement.Put(request, Access, token, isBound);
}

/// <summary>
/// Finds out where the calls of a connection go, once for as long as it is held in memory and no app registration changes. Connections of which
/// nothing is kept that could change it share one: thousands of them would not fit into the processor's caches.
/// </summary>
public sealed class ProxyRoutes(PlatformClients platforms, AppRegistrations registrations, HostRule hosts)
{
    private volatile Known known = new(registrations.Version);

    /// <summary>Null: the platform is gone from the catalogue or not set up.</summary>
    public ProxyRoute? Find(Connection connection)
    {
        var current = known;
        if (current.Version != registrations.Version) known = current = new Known(registrations.Version);
        if (connection.ProofKey is not null || connection.Stored.Count > 0)
            return current.Own.TryGetValue(connection, out var own) ? own : platforms.Find(connection) is { } client ? current.Own.GetOrAdd(connection, Make(client)) : null;
        if (current.Shared.TryGetValue(connection.PlatformId, out var shared)) return shared;
        return platforms.Find(connection.PlatformId, connection.Stored) is { } usual ? current.Shared.GetOrAdd(connection.PlatformId, Make(usual)) : null;
    }

    /// <summary>Whether a further host of the entry may be called. Null: it is none of its hosts.</summary>
    /// <param name="host">A host's name and nothing else.</param>
    public ProxyTarget? FindHost(ProxyRoute route, string host)
    {
        if (HostName.Read(host) is not HostName.Reading.Named(var name)) return null;
        var address = new Uri($"https://{name}");
        if (!ApiHosts.Include(route.Client, address)) return null;
        // Its own host named once more is the base, path and all.
        if (route.Base is { } own && Uri.Compare(address, new Uri(own), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0) return route.Own;
        return hosts.Allows(address) ? new ProxyTarget($"https://{name}", IsGuarded: true, name.ToString()) : null;
    }

    /// <param name="Version">Of the registrations that they were made of.</param>
    private sealed record Known(int Version)
    {
        public ConcurrentDictionary<string, ProxyRoute> Shared { get; } = new(StringComparer.Ordinal);
        public ConditionalWeakTable<Connection, ProxyRoute> Own { get; } = [];
    }

    private ProxyRoute Make(PlatformClient client)
    {
        var access = ApiAccess.Of(client);
        // What is kept of an account may hold anything; a header ends at a line's end.
        access = access with { Headers = access.Headers.Where(header => !header.Value.Any(char.IsControl)).ToDictionary() };
        if (access.BaseUrl is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return new ProxyRoute(client, access, null, IsAllowed: false, IsGuarded: true);
        var isOperators = OperatorOrigins.Include(address, client);
        var isPlain = address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 };
        return new ProxyRoute(client, access, address.GetLeftPart(UriPartial.Path).TrimEnd('/'), isPlain && (isOperators || hosts.Allows(address)), !isOperators);
    }
}

/// <summary>An address to which paths are appended.</summary>
/// <param name="Base">Without a slash at the end.</param>
/// <param name="Host">Set where it is a further host of the entry.</param>
public sealed record ProxyTarget(string Base, bool IsGuarded, string? Host = null)
{
    /// <summary>The path as a key's limits have it: at a further host with the host in front, so that what is said of the base does not hold there.</summary>
    public string Limited(ProxyPath path) => Host is null ? path.Decoded : $"/{Host}{path.Decoded}";
}
