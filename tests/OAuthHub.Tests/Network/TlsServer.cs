using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuthHub.Tests.Network;

/// <summary>A server that people could name, on an address of this machine: counts who connects, even without a word, and answers over TLS.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    /// <summary>For the names that the tests type; its own authority.</summary>
    public static readonly X509Certificate2 Certificate = MakeCertificate(until: 1);

    /// <summary>The same, and over since yesterday.</summary>
    public static readonly X509Certificate2 Expired = MakeCertificate(until: -1);

    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Func<string, (string Head, string Body)> answer;
    private readonly X509Certificate2 certificate;
    private readonly Task accepting;
    private int connections;

    /// <param name="answer">From a path to the status line with headers, and the body.</param>
    private TlsServer(TcpListener listener, Func<string, (string Head, string Body)> answer, X509Certificate2? certificate)
    {
        (this.listener, this.answer, this.certificate) = (listener, answer, certificate ?? Certificate);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref connections);

    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>Two servers that differ in the address alone: the first, which a test allows, and the second, which it does not.</summary>
    public static (TlsServer Allowed, TlsServer Private) StartTwo(Func<string, (string Head, string Body)> answer, X509Certificate2? certificate = null)
    {
        while (true)
        {
            var first = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
            first.Start();
            var second = new TcpListener(IPAddress.Loopback, ((IPEndPoint)first.LocalEndpoint).Port);
            try
            {
                second.Start();
                return (new TlsServer(first, answer, certificate), new TlsServer(second, answer, certificate));
            }
            catch (SocketException)
            {
                first.Stop(); // somebody has the port on the other address
            }
        }
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
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(NetworkStream wire)
    {
        try
        {
            await using var stream = new SslStream(wire);
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            if ((await reader.ReadLineAsync(stop.Token))?.Split(' ')[1] is not { } path) return; // whoever connected did not like the certificate
            Paths.Enqueue(path);
            var length = 0;
            while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (length > 0) await reader.ReadBlockAsync(new char[length], stop.Token); // of nothing it would wait for more
            var (head, body) = answer(path);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"), stop.Token);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            // whoever connected had enough
        }
    }

    private static X509Certificate2 MakeCertificate(int until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=social.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["social.example", "keys.example", "git.corp.internal"]) names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(until));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
