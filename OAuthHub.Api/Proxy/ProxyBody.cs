using System.Buffers;
using System.Net;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// The body of an agent's call. Up to 1 MiB is held, so that the call can be sent again; what is longer flows through, and its call cannot.
/// </summary>
internal sealed class ProxyBody : IDisposable
{
    /// <summary>Bytes that are held.</summary>
    public const int Held = 1024 * 1024;

    private const int Piece = 64 * 1024;

    private readonly HttpRequest request;
    private byte[] buffer = [];
    private int filled;
    private bool isWhole;

    private ProxyBody(HttpRequest request) => this.request = request;

    /// <summary>True: it can be sent again.</summary>
    public bool MayRepeat => isWhole;

    /// <summary>What was wrong with it, as far as it flowed; null: nothing, or the agent has left.</summary>
    public BadHttpRequestException? Failure { get; private set; }

    /// <summary>Null: the call has none.</summary>
    public static ValueTask<ProxyBody?> ReadAsync(HttpContext context, ProxyRequest asked) => asked.HasBody ? ReadThereAsync(context) : default;

    private static async ValueTask<ProxyBody?> ReadThereAsync(HttpContext context)
    {
        var body = new ProxyBody(context.Request);
        try
        {
            if (context.Request.ContentLength is null or <= Held) await body.HoldAsync(context.RequestAborted);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public HttpContent ToContent(CallWatch watch) => new Content(this, watch);

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private async ValueTask HoldAsync(CancellationToken cancellationToken)
    {
        // One byte more than is held tells a body that ends there from one that goes on.
        buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? Piece) + 1);
        while (true)
        {
            if (filled == buffer.Length) Grow();
            var read = await ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            isWhole = read == 0;
            if (isWhole || filled > Held) return;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private async Task CopyAsync(Stream to, CallWatch watch, CancellationToken cancellationToken)
    {
        if (filled > 0) await to.WriteAsync(buffer.AsMemory(0, filled), cancellationToken);
        watch.Moved();
        if (isWhole) return;
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (true)
            {
                var reading = ReadAsync(piece, cancellationToken);
                if (!reading.IsCompleted) await to.FlushAsync(cancellationToken); // what has come goes on, whenever the rest does
                if (await reading is var read && read == 0) return;
                await to.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                watch.Moved();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAsync(piece, cancellationToken);
        }
        catch (IOException failure) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Some of what is wrong with a body the server says in other words.
            Failure = failure as BadHttpRequestException ?? new BadHttpRequestException("The body cannot be read.", failure);
            throw Failure;
        }
    }

    private sealed class Content(ProxyBody body, CallWatch watch) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyAsync(stream, watch, watch.Token);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => body.CopyAsync(stream, watch, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = body.isWhole ? body.filled : body.request.ContentLength ?? 0;
            return body.isWhole || body.request.ContentLength is not null;
        }
    }
}
