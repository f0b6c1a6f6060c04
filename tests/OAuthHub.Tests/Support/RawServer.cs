using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>A server below HTTP: says its bytes to whoever connects, and counts.</summary>
internal sealed class RawServer : IDisposable
{
    private static readonly byte[] Chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 0x1000) + "\r\n");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private int connections;
    private long written;

    /// <param name="endless">After the head come chunks until the other side has had enough, at most 64 MiB.</param>
    public RawServer(string head, bool endless = false)
    {
        listener.Start();
        _ = ServeAsync(Encoding.ASCII.GetBytes(head), endless);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    public int Connections => Volatile.Read(ref connections);

    public long Written => Interlocked.Read(ref written);

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private async Task ServeAsync(byte[] head, bool endless)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                var stream = client.GetStream();
                if (await stream.ReadAsync(new byte[8192], stop.Token) == 0) continue;
                await stream.WriteAsync(head, stop.Token);
                for (var left = endless ? 64 * 1024 * 1024 : 0; left > 0; left -= Chunk.Length)
                {
                    await stream.WriteAsync(Chunk, stop.Token);
                    Interlocked.Add(ref written, Chunk.Length);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // the other side has had enough, or the test is over
        }
    }
}
