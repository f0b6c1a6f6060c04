using System.Net;

namespace OAuthHub.Core.Network;

/// <summary>Networks as people write them, such as 10.1.0.0/16 or 2001:db8::/32.</summary>
internal static class NamedNetworks
{
    /// <param name="address">Null: nobody knows it, and no network holds it.</param>
    public static bool Hold(IReadOnlyList<string> networks, IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        return address is not null && networks.Any(network => IPNetwork.TryParse(network, out var known) && known.Contains(address));
    }
}
