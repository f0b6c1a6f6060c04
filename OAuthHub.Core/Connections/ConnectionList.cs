using System.Collections;

namespace OAuthHub.Core.Connections;

/// <summary>
/// The connections that a user has at a platform, as many as there were when it was asked for, each as it is now. Reading it takes no
/// lock and makes nothing; adding to it, or changing one, costs the same however many there are.
/// </summary>
public sealed class ConnectionList : IReadOnlyList<ConnectionSummary>
{
    internal static readonly ConnectionList Empty = new([], 0);

    private readonly Slot[] slots;

    private ConnectionList(Slot[] slots, int count) => (this.slots, Count) = (slots, count);

    public int Count { get; }

    public ConnectionSummary this[int index] => index < Count ? slots[index].Summary : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The list that comes after this one. What lies beyond this one's count is not seen by it, so both may share the room.</summary>
    /// <remarks>Called once for a list at most, by one thread at a time: of two that came after the same one, the later would overwrite the other.</remarks>
    internal ConnectionList Add(Slot slot)
    {
        var room = slots;
        if (Count == room.Length)
        {
            room = new Slot[Math.Max(1, Count * 2)];
            slots.CopyTo(room, 0);
        }
        room[Count] = slot;
        return new ConnectionList(room, Count + 1);
    }

    internal ConnectionList Remove(Slot slot)
    {
        var rest = slots.AsSpan(0, Count).ToArray().Where(other => other != slot).ToArray();
        return rest.Length == 0 ? Empty : new ConnectionList(rest, rest.Length);
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<ConnectionSummary> IEnumerable<ConnectionSummary>.GetEnumerator() => Enumerable.Range(0, Count).Select(index => slots[index].Summary).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<ConnectionSummary>)this).GetEnumerator();

    /// <summary>For <c>foreach</c>, which then allocates nothing.</summary>
    public struct Enumerator(ConnectionList list)
    {
        private int at = -1;

        public readonly ConnectionSummary Current => list.slots[at].Summary;

        public bool MoveNext() => ++at < list.Count;
    }

    /// <summary>Where a connection's newest summary is found: one for the connection's life.</summary>
    internal sealed class Slot(ConnectionSummary summary)
    {
        private volatile ConnectionSummary summary = summary;

        public ConnectionSummary Summary
        {
            get => summary;
            set => summary = value;
        }
    }
}
