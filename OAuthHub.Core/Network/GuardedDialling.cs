using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Core.Network;

/// <summary>
/// Opens connections to hosts that people or platforms named. It resolves the name itself, once, and dials what it checked: a name
/// server that answers differently the second time is not asked a second time.
/// </summary>
internal sealed partial class GuardedDialling(IHostResolver resolver, OutboundAddresses addresses, HostRule hosts, ILogger<GuardedDialling> logger)
{
    /// <exception cref="BlockedAddressException">One of the addresses may not be dialled; then none is.</exception>
    /// <exception cref="SocketException">There is no such name, or nobody answers.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        IPAddress[] found = IPAddress.TryParse(to.Host, out var literal) ? [literal] : [.. await resolver.ResolveAsync(to.Host, cancellationToken)];
        if (found.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        var isAllowed = hosts.IsOperators(to.Host, to.Port);
        if (found.FirstOrDefault(address => !addresses.MayDial(address, isAllowed)) is { } refused)
        {
            LogBlocked(logger, to.Host, refused, AddressKinds.Of(refused));
            throw new BlockedAddressException();
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host}, which a person or a platform named, leads to {Address} ({Kind}) and was not called. If it is a server of your own, add it to OAuthHub:Network:AllowedHosts")]
    private static partial void LogBlocked(ILogger logger, string host, IPAddress address, AddressKind kind);
}

/// <summary>A name leads where the hub does not go. Nothing was sent.</summary>
internal sealed class BlockedAddressException() : IOException("The host leads to an address that may not be called.");
