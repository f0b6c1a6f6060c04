using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthHub.Bench;

/// <summary>
/// Keep-alive connections on bare sockets, one request in flight on each: a client that costs little, so that what is measured
/// is the server. An answer must be a 200 with a Content-Length.
/// </summary>
internal static class LoadGenerator
{
    /// <summary>Calls of a connection in a turn, about: room for many more would be memory that the system must clear while it measures.</summary>
    private const int Usual = 4096;

    internal sealed record Load(long Requests, double PerSecond, double P50, double P99);

    public static byte[] Get(string target, string key) => Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nAccept: application/json\r\n\r\n");

    /// <param name="addresses">The connections are spread over them evenly.</param>
    /// <param name="requests">Sent one after the other by each connection, from another one on.</param>
    public static async Task<Load> RunAsync(IReadOnlyList<string> addresses, byte[][] requests, int concurrency, TimeSpan length)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        var until = started + (long)(length.TotalSeconds * time.TimestampFrequency);
        var times = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(() => RunOneAsync(new Uri(addresses[worker % addresses.Count]), requests, worker * 977, until))));
        var elapsed = time.GetElapsedTime(started);
        var all = times.SelectMany(list => list).ToArray();
        Array.Sort(all);
        return new Load(all.Length, all.Length / elapsed.TotalSeconds, At(0.50), At(0.99));

        double At(double share) => all[(int)(all.Length * share)] * 1000.0 / time.TimestampFrequency;
    }

    private static async Task<List<long>> RunOneAsync(Uri url, byte[][] requests, int offset, long until)
    {
        var times = new List<long>(Usual);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
        var buffer = new byte[16 * 1024];
        for (var number = offset; ; number++)
        {
            var sent = TimeProvider.System.GetTimestamp();
            if (sent >= until) return times;
            await socket.SendAsync(requests[number % requests.Length]);
            await ReceiveAsync(socket, buffer);
            times.Add(TimeProvider.System.GetTimestamp() - sent);
        }
    }

    private static async ValueTask ReceiveAsync(Socket socket, byte[] buffer)
    {
        var (have, needed) = (0, int.MaxValue);
        while (have < needed)
        {
            // Only the head is kept: a body may be longer than the buffer.
            var read = await socket.ReceiveAsync(needed == int.MaxValue ? buffer.AsMemory(have) : buffer);
            if (read == 0) throw new InvalidOperationException("The server closed the connection.");
            have += read;
            if (needed == int.MaxValue) needed = Length(buffer.AsSpan(0, have)) ?? int.MaxValue;
        }
    }

    /// <summary>Bytes of the whole answer, once its head is here.</summary>
    private static int? Length(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        if (!bytes.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException("Not a 200: " + Encoding.ASCII.GetString(bytes));
        var at = bytes.IndexOf("Content-Length: "u8);
        if (at < 0 || at > end) throw new InvalidOperationException("An answer without a length: " + Encoding.ASCII.GetString(bytes[..end]));
        var number = 0;
        for (var i = at + "Content-Length: ".Length; bytes[i] is >= (byte)'0' and <= (byte)'9'; i++) number = number * 10 + bytes[i] - '0';
        return end + 4 + number;
    }
}
