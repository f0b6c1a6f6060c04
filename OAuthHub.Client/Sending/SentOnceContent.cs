using System.Net;

namespace OAuthHub.Client.Sending;

/// <summary>What was read ahead of a body, then the rest as it comes; knows whether any of it was sent.</summary>
internal sealed class SentOnceContent(ReadOnlyMemory<byte> begin, HttpContent rest) : HttpContent
{
    /// <summary>False: the platform answered before it was asked for the body, which can still be sent.</summary>
    public bool IsSpent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsSpent = true;
        if (begin.Length == 0)
        {
            await rest.CopyToAsync(stream, context, cancellationToken).ConfigureAwait(false);
            return;
        }
        await stream.WriteAsync(begin, cancellationToken).ConfigureAwait(false);
        var source = await rest.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = begin.Length == 0 ? rest.Headers.ContentLength ?? 0 : 0;
        return begin.Length == 0 && rest.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
