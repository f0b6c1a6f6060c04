using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// A connection to Redis that one thread uses by itself, for renewing leases. The client library hears its answers on the thread
/// pool, and a pool that is busy for longer than a lease lasts would lose every lease of the process (F-09). It knows no more of
/// the protocol (RESP2) than that takes: a command goes out, a number or a word comes back.
/// </summary>
internal sealed class RenewalLine(ConfigurationOptions options) : IDisposable
{
    private TcpClient? client;
    private Stream? stream;

    /// <exception cref="IOException">Redis did not answer in time, or with an error; the next call connects anew.</exception>
    public long Evaluate(string script, string key, string owner, long milliseconds)
    {
        try
        {
            stream ??= Connect();
            return long.TryParse(Ask("EVAL", script, "1", key, owner, milliseconds.ToString(CultureInfo.InvariantCulture)), NumberStyles.Integer, CultureInfo.InvariantCulture, out var answer)
                ? answer
                : throw new IOException("Redis answered a renewal with something that is no number.");
        }
        catch (Exception failure) when (failure is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            Dispose();
            throw failure as IOException ?? new IOException("Redis cannot be reached for a renewal.", failure);
        }
    }

    public void Dispose()
    {
        stream?.Dispose();
        client?.Dispose();
        (stream, client) = (null, null);
    }

    private Stream Connect()
    {
        var patience = (int)RedisLink.Patience.TotalMilliseconds;
        client = new TcpClient { NoDelay = true, SendTimeout = patience, ReceiveTimeout = patience };
        var host = options.EndPoints[0];
        if (host is DnsEndPoint name) client.Connect(name.Host, name.Port);
        else client.Connect((IPEndPoint)host);
        stream = client.GetStream();
        if (options.Ssl)
        {
            var secured = new SslStream(stream);
            stream = secured;
            secured.AuthenticateAsClient(options.SslHost ?? (host as DnsEndPoint)?.Host ?? ((IPEndPoint)host).Address.ToString());
        }
        if (options.Password is { Length: > 0 } password)
        {
            if (options.User is { Length: > 0 } user) Ask("AUTH", user, password);
            else Ask("AUTH", password);
        }
        if (options.DefaultDatabase is { } database and > 0) Ask("SELECT", database.ToString(CultureInfo.InvariantCulture));
        return stream;
    }

    private string Ask(params ReadOnlySpan<string> words)
    {
        var command = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words) command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        stream!.Write(Encoding.UTF8.GetBytes(command.ToString()));
        stream.Flush();
        var line = new StringBuilder();
        for (int next; (next = stream.ReadByte()) != '\n';)
        {
            if (next < 0) throw new IOException("Redis hung up.");
            if (next != '\r') line.Append((char)next);
        }
        return line.Length > 0 && line[0] is '+' or ':' ? line.ToString(1, line.Length - 1) : throw new IOException("Redis refused a renewal.");
    }
}
