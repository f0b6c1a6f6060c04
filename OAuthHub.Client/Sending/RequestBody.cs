using System.Net.Http.Json;

namespace OAuthHub.Client.Sending;

/// <summary>Makes a body that can be sent twice of one that is sent once, as long as it is small.</summary>
internal static class RequestBody
{
    private const int Largest = 1 << 20;

    /// <summary>False: the body is too large, or of a kind that can be read only once; it is then sent as it is, and not again.</summary>
    public static async Task<bool> MakeReplayableAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.Content)
        {
            case null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent: // each of them can be sent any number of times
                return true;
            case { Headers.ContentLength: <= Largest }:
                await request.Content.LoadIntoBufferAsync(Largest, cancellationToken).ConfigureAwait(false);
                return true;
            case StreamContent { Headers.ContentLength: null } stream:
                return await ReadAheadAsync(request, stream, cancellationToken).ConfigureAwait(false);
            default:
                return false;
        }
    }

    private static async Task<bool> ReadAheadAsync(HttpRequestMessage request, StreamContent content, CancellationToken cancellationToken)
    {
        var rest = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var begin = new byte[Largest + 1];
        var length = await rest.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var isWhole = length <= Largest;
        HttpContent read = isWhole ? new ByteArrayContent(begin, 0, length) : new BegunContent(begin.AsMemory(0, length), content);
        foreach (var (name, values) in content.Headers) read.Headers.TryAddWithoutValidation(name, values);
        request.Content = read;
        return isWhole;
    }

    /// <summary>What was read ahead, then the rest as it comes.</summary>
    private sealed class BegunContent(ReadOnlyMemory<byte> begin, StreamContent rest) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(begin, cancellationToken).ConfigureAwait(false);
            var source = await rest.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
