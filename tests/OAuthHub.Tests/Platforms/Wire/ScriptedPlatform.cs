using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>What came: below HTTP, so that every byte is seen.</summary>
internal sealed record WireReceived(string To, string Line, IReadOnlyList<string> Headers, string Body);

/// <summary>
/// Every platform at once: a server on loopback to which all connections of a hub are diverted, whatever host they are for. It reads what
/// comes byte by byte and answers from a script.
/// </summary>
internal sealed class ScriptedPlatform : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = MakeCertificate();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> serving = [];
    private readonly Func<WireReceived, WireAnswer> answer;
    private readonly Func<string, string> fill;
    private readonly Task accepting;

    /// <param name="answer">What is said to a request; called for one request at a time.</param>
    /// <param name="fill">Fills the placeholders of an answer.</param>
    public ScriptedPlatform(Func<WireReceived, WireAnswer> answer, Func<string, string> fill)
    {
        (this.answer, this.fill) = (answer, fill);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Turns every connection here. All else stays as the hub set it.</summary>
    public void Divert(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(listener.LocalEndpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && shown.Thumbprint == Certificate.Thumbprint;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var (stream, server) = await OpenAsync(client);
                while (await ReadAsync(stream, server) is { } received)
                {
                    WireAnswer reply;
                    lock (answer) reply = answer(received);
                    await SendAsync(stream, reply);
                }
            }
            catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // the hub hung up, or the test is over
            }
        }
    }

    private async Task<(Stream Stream, string? Server)> OpenAsync(TcpClient client)
    {
        client.NoDelay = true;
        var first = new byte[1];
        await client.Client.ReceiveAsync(first, SocketFlags.Peek, stop.Token);
        const byte Handshake = 0x16;
        if (first[0] != Handshake) return (client.GetStream(), null);
        string? asked = null;
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, name) => { asked = name; return Certificate; } }, stop.Token);
        return (tls, asked);
    }

    private async Task<WireReceived?> ReadAsync(Stream stream, string? server)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0) return null;
            head.Add(one[0]);
        }
        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var host = lines.Single(line => line.StartsWith("Host: ", StringComparison.Ordinal))["Host: ".Length..];
        // Whom TLS was made with and whom the request names must be one.
        if (server is not null && server != host.Split(':')[0]) throw new IOException($"TLS for {server}, a request for {host}");
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))?["Content-Length: ".Length..];
        var body = new byte[int.Parse(length ?? "0", System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop.Token);
        return new WireReceived((server is null ? "http://" : "https://") + host, lines[0], [.. lines[1..].Where(line => !line.StartsWith("Host: ", StringComparison.Ordinal))], Encoding.UTF8.GetString(body));
    }

    private async Task SendAsync(Stream stream, WireAnswer reply)
    {
        var body = Encoding.UTF8.GetBytes(fill(reply.Json is { } json ? json.GetRawText() is var raw ? Compact(raw) : "" : reply.Text ?? ""));
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Scripted\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in reply.Headers ?? new Dictionary<string, string>()) head.Append($"{name}: {fill(value)}\r\n");
        if (reply.Json is not null && reply.Headers?.Keys.Any(name => name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) is not true) head.Append("Content-Type: application/json\r\n");
        await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body], stop.Token);
    }

    private static string Compact(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)?.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";

    private static bool EndsHead(List<byte> bytes) => bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=every platform", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
