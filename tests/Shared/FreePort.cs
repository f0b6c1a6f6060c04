using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OAuthHub.Tests.Shared;

internal static class FreePort
{
    /// <summary>
    /// A loopback port that was free a moment ago: below those that the system gives to outgoing connections, so that none of these
    /// takes it while a process that is to listen there is started or started again.
    /// </summary>
    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken: try another
            }
        }
    }
}
