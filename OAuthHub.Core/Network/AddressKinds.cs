using System.Net;
using System.Net.Sockets;

namespace OAuthHub.Core.Network;

/// <summary>
/// Which kind an address is, by the registries of special-purpose addresses (RFC 6890, IANA). In doubt it is not public: of IPv6
/// only what is handed out (2000::/3) counts, less what is set aside there.
/// </summary>
internal static class AddressKinds
{
    private static readonly IPNetwork[] Forbidden =
    [
        .. Networks("0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "fe80::/10", "ff00::/8"),
        .. Networks("169.254.0.0/16"), // link-local, and the metadata services of nearly every cloud
        // What clouds tell their machines from elsewhere: Alibaba, Azure, Oracle, AWS and Google over IPv6.
        .. Networks("100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::/64"),
    ];

    private static readonly IPNetwork[] Private =
    [
        .. Networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10"),
        .. Networks("192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4"), // protocols, retired relays, reserved
        .. Networks("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"), // documentation, benchmarks
        .. Networks("2001::/23", "2001:db8::/32", "3fff::/20"), // protocols (Teredo and ORCHID among them), documentation
    ];

    private static readonly IPNetwork HandedOut = IPNetwork.Parse("2000::/3");

    /// <summary>Networks whose addresses hold one of IPv4, and from which byte on: 6to4 (RFC 3056), NAT64 (RFC 6052), the compatible ones of old.</summary>
    private static readonly (IPNetwork Network, int From)[] Holding =
    [
        (IPNetwork.Parse("2002::/16"), 2),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
    ];

    public static AddressKind Of(IPAddress address)
    {
        var plain = Plain(address);
        if (Forbidden.Any(network => network.Contains(plain))) return AddressKind.Forbidden;
        if (Private.Any(network => network.Contains(plain))) return AddressKind.Private;
        if (plain.AddressFamily is AddressFamily.InterNetwork) return AddressKind.Public;
        if (Held(plain) is { } held) return Of(held);
        return HandedOut.Contains(plain) ? AddressKind.Public : AddressKind.Private;
    }

    /// <summary>The address that is meant: of IPv4 where IPv6 only wraps it, and without the interface it is said to be behind.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily is AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>The address of IPv4 to which a translator or tunnel would carry on. Null: none.</summary>
    public static IPAddress? Held(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) return null;
        foreach (var (network, from) in Holding)
            if (network.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(from, 4));
        return null;
    }

    private static IEnumerable<IPNetwork> Networks(params string[] networks) => networks.Select(IPNetwork.Parse);
}
