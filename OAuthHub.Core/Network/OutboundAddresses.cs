using System.Net;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Network;

/// <summary>Whether an address may be dialled to which a name leads that somebody typed.</summary>
public sealed class OutboundAddresses(IOptions<NetworkOptions> options)
{
    private readonly IPNetwork[] allowed = [.. options.Value.AllowedPrivateNetworks.Select(IPNetwork.Parse)];

    /// <param name="isAllowedHost">The operator named the host itself.</param>
    public bool MayDial(IPAddress address, bool isAllowedHost = false) => AddressKinds.Of(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private => isAllowedHost || IsAllowed(AddressKinds.Plain(address)),
        _ => false,
    };

    private bool IsAllowed(IPAddress address) => allowed.Any(network => network.Contains(address)) || (AddressKinds.Held(address) is { } held && IsAllowed(held));
}
