using System.Net.Sockets;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>Requests as bytes: what an HTTP client would not send, or would put right.</summary>
internal static class RawRequest
{
    /// <summary>All that came back until the hub closed, or until <paramref name="until"/> was seen.</summary>
    /// <param name="head">First line and headers; <c>Host</c> and the end are added.</param>
    public static async Task<string> RawAsync(this HubHost hub, string head, string body = "", string? until = null, bool withHost = true)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", new Uri(hub.Address).Port);
        var host = withHost ? $"Host: {new Uri(hub.Address).Authority}\r\n" : "";
        var (text, buffer) = (new StringBuilder(), new byte[8192]);
        using var deadline = new CancellationTokenSource(HubHost.Deadline, TimeProvider.System);
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes($"{head}\r\n{host}Connection: close\r\n\r\n{body}"));
            while (await socket.ReceiveAsync(buffer, deadline.Token) is > 0 and var read)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (until is not null && text.ToString().Contains(until, StringComparison.Ordinal)) break;
            }
        }
        catch (SocketException)
        {
            // The hub has closed while something was still on its way to it.
        }
        return text.ToString();
    }

    /// <summary>The header of this browser's cookies, for a request that it would not send itself.</summary>
    public static string CookieHeader(this Browser browser, string address) => "Cookie: " + browser.Cookies.GetCookieHeader(new Uri(address));
}
