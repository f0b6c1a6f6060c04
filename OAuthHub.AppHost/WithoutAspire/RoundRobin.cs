using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting;

/// <summary>One address for several replicas, as Aspire's orchestrator has it: each connection goes to the next one that answers.</summary>
internal sealed class RoundRobin : IDisposable
{
    private readonly TcpListener listener;
    private readonly int[] replicas;
    private int turn;

    public RoundRobin(int port, int[] replicas)
    {
        (listener, this.replicas) = (new TcpListener(IPAddress.Loopback, port), replicas);
        listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        foreach (var _ in replicas)
        {
            using var far = new TcpClient();
            if (!await IsOpenedAsync(far, replicas[(uint)Interlocked.Increment(ref turn) % replicas.Length])) continue;
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            return;
        }
    }

    public static Task<bool> IsOpenedAsync(TcpClient client, int port) =>
        client.ConnectAsync("localhost", port).ContinueWith(opened => opened.IsCompletedSuccessfully, TaskScheduler.Default);
}
