namespace OAuthHub.Tests.Proxy;

/// <summary>So many zeros, and no length.</summary>
/// <param name="last">What the last few of them wait for.</param>
internal sealed class Zeros(long count, Task? last = null) : Stream
{
    private const int Few = 1000;
    private long left = count;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left <= Few && last is not null) await last.WaitAsync(Support.HubHost.Deadline, cancellationToken);
        return Take(buffer.Span);
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var read = (int)Math.Min(buffer.Length, left > Few ? left - Few : left);
        buffer[..read].Clear();
        left -= read;
        return read;
    }
}
