using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>A server below HTTP: counts what arrives and what it could send, and answers with whatever bytes a test wants.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<WireServer, Stream, CancellationToken, Task> answer;
    private readonly Task accepting;
    private long received;
    private long sent;
    private int connections;

    public WireServer(Func<WireServer, Stream, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref connections);

    public long Received => Interlocked.Read(ref received);

    /// <summary>The last request, head and body.</summary>
    public string? Request { get; private set; }

    /// <summary>Bytes that the network took off this server's hands.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>How often a client hung up on an answer that was still being sent.</summary>
    public int HangUps { get; private set; }

    /// <summary>A listener that should never be talked to.</summary>
    public static WireServer Silent() => new((_, _, _) => Task.CompletedTask);

    /// <summary>JSON that never ends, chunked, as fast as it is read.</summary>
    public static WireServer Endless() => new(async (server, stream, stopping) =>
    {
        await server.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", stopping);
        var chunk = "4000\r\n" + new string('a', 0x4000) + "\r\n";
        while (!stopping.IsCancellationRequested) await server.SendAsync(stream, chunk, stopping);
    });

    /// <summary>The same whole answer each time; <c>Content-Length</c> is added.</summary>
    public static WireServer Always(string head, string body) => new((server, stream, stopping) =>
        server.SendAsync(stream, $"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}", stopping));

    public async Task SendAsync(Stream stream, string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(bytes, cancellationToken);
        Interlocked.Add(ref sent, bytes.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                client.SendBufferSize = 64 * 1024;
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        try
        {
            await ReadRequestAsync(stream);
            await answer(this, stream, stop.Token);
        }
        catch (IOException)
        {
            HangUps++;
        }
    }

    /// <summary>The head and as much body as it announces.</summary>
    private async Task ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[16 * 1024];
        var text = new StringBuilder();
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, stop.Token);
            if (read == 0) return;
            Interlocked.Add(ref received, read);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        Request = text.ToString();
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var length = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?.Split(':')[1];
        return request.Length - end - 4 >= int.Parse(length ?? "0", System.Globalization.CultureInfo.InvariantCulture);
    }
}
