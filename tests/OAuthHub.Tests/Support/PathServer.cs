using System.Collections.Concurrent;
using System.Text;

namespace OAuthHub.Tests.Support;

/// <summary>A platform's further addresses: answers JSON by path, as a test says at the moment, and keeps what it was asked.</summary>
internal sealed class PathServer : IAsyncDisposable
{
    private readonly WireServer wire;
    private readonly ConcurrentDictionary<string, (int Status, string Body)> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> requests = new();

    public PathServer() => wire = new WireServer(AnswerAsync);

    public string Address => wire.Address;

    /// <summary>The requests so far, heads and bodies.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    public PathServer On(string path, int status, string body)
    {
        answers[path] = (status, body);
        return this;
    }

    /// <summary>How often this path was asked.</summary>
    public int Count(string path) => requests.Count(request => PathOf(request) == path);

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private Task AnswerAsync(WireServer server, Stream stream, CancellationToken cancellationToken)
    {
        requests.Enqueue(server.Request!);
        var (status, body) = answers.GetValueOrDefault(PathOf(server.Request!), (404, "{}"));
        return server.SendAsync(stream, $"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}", cancellationToken);
    }

    private static string PathOf(string request) => request.Split(' ')[1].Split('?')[0];
}
