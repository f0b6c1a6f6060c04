using System.Net.Http.Json;

namespace OAuthHub.Client.Sending;

/// <summary>Makes a body that can be sent twice of one that is sent once, as long as it is small.</summary>
internal static class RequestBody
{
    private const int Largest = 1 << 20;

    /// <summary>
    /// Null: the request can be sent any number of times. Otherwise its body is too large, or of a kind that can be read only once: it is
    /// sent as it is, after the platform has said that it wants it, and again only if nothing of it was sent.
    /// </summary>
    public static async Task<SentOnceContent?> MakeReplayableAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.Content)
        {
            case null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent: // each of them can be sent any number of times
                return null;
            case { Headers.ContentLength: <= Largest }:
                await request.Content.LoadIntoBufferAsync(Largest, cancellationToken).ConfigureAwait(false);
                return null;
            case StreamContent { Headers.ContentLength: null } stream:
                return Put(request, await ReadAheadAsync(stream, cancellationToken).ConfigureAwait(false));
            default:
                return Put(request, new SentOnceContent(default, request.Content));
        }
    }

    private static SentOnceContent? Put(HttpRequestMessage request, HttpContent content)
    {
        foreach (var (name, values) in request.Content!.Headers) content.Headers.TryAddWithoutValidation(name, values);
        request.Content = content;
        if (content is not SentOnceContent sentOnce) return null;
        // A refusal that comes before the body is read costs nothing, and does not meet a connection that is cut while the body is on its way.
        request.Headers.ExpectContinue ??= true;
        return sentOnce;
    }

    private static async Task<HttpContent> ReadAheadAsync(StreamContent content, CancellationToken cancellationToken)
    {
        var rest = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var begin = new byte[Largest + 1];
        var length = await rest.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= Largest ? new ByteArrayContent(begin, 0, length) : new SentOnceContent(begin.AsMemory(0, length), content);
    }
}
