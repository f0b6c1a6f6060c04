using System.Buffers;

namespace OAuthHub.Core.Audit;

/// <summary>
/// Entries on their way to a file, as the text that will stand there: written at once, while all that an entry tells of is at hand. Not safe for
/// several threads.
/// </summary>
internal sealed class AuditBatch
{
    /// <summary>Bytes; what a time without a disk has made larger is given back.</summary>
    private const int Usual = 1024 * 1024;

    private readonly List<int> ends = [];
    private readonly List<TaskCompletionSource> waiting = [];
    private ArrayBufferWriter<byte> text = new();

    public int Count => ends.Count;

    /// <summary>Nothing is to be written and nobody waits for it.</summary>
    public bool IsEmpty => ends.Count == 0 && waiting.Count == 0;

    /// <summary>An entry, as <see cref="AuditText"/> has it.</summary>
    public ReadOnlySpan<byte> this[int index] => text.WrittenSpan[(index == 0 ? 0 : ends[index - 1])..ends[index]];

    public static AuditBatch Of(DateTimeOffset at, params IReadOnlyList<AuditEntry> entries)
    {
        var batch = new AuditBatch();
        foreach (var entry in entries) batch.Add(at, entry);
        return batch;
    }

    public void Add(DateTimeOffset at, AuditEntry entry)
    {
        AuditText.Write(text, at, entry);
        ends.Add(text.WrittenCount);
    }

    /// <summary>Ends when all of it is written.</summary>
    public Task WhenWritten()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(written);
        return written.Task;
    }

    /// <summary>All of it is written: whoever waits hears of it, and others may be put into it.</summary>
    public void Done()
    {
        ends.Clear();
        if (text.Capacity > Usual) text = new ArrayBufferWriter<byte>();
        else text.ResetWrittenCount();
        foreach (var one in waiting) one.SetResult();
        waiting.Clear();
    }
}
