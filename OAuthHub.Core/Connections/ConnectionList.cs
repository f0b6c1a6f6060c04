using System.Collections;

namespace OAuthHub.Core.Connections;

/// <summary>
/// The connections that a user has at a platform, as many as there were when it was asked for, each as it is now. Reading it takes no
/// lock and makes nothing; adding to it, or changing one, costs the same however many there are.
/// </summary>
/// <remarks>Mostly there is one, which needs no row: where it is found by each call of each agent, that is memory less to look at.</remarks>
public readonly struct ConnectionList : IReadOnlyList<ConnectionSummary>
{
    private readonly Slot? first;
    private readonly Slot[]? others;

    private ConnectionList(Slot first, Slot[]? others, int count) => (this.first, this.others, Count) = (first, others, count);

    public int Count { get; }

    public ConnectionSummary this[int index] => index >= 0 && index < Count ? At(index).Summary : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The list that comes after this one. What lies beyond this one's count is not seen by it, so both may share the room.</summary>
    /// <remarks>Called once for a list at most, by one thread at a time: of two that came after the same one, the later would overwrite the other.</remarks>
    internal ConnectionList Add(Slot slot)
    {
        if (first is null) return new ConnectionList(slot, null, 1);
        var room = others ?? [];
        if (Count - 1 == room.Length)
        {
            var larger = new Slot[Math.Max(1, room.Length * 2)];
            room.CopyTo(larger, 0);
            room = larger;
        }
        room[Count - 1] = slot;
        return new ConnectionList(first, room, Count + 1);
    }

    internal ConnectionList Remove(Slot slot)
    {
        var rest = default(ConnectionList);
        for (var index = 0; index < Count; index++)
            if (At(index) != slot) rest = rest.Add(At(index));
        return rest;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<ConnectionSummary> IEnumerable<ConnectionSummary>.GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return At(index).Summary;
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<ConnectionSummary>)this).GetEnumerator();

    private Slot At(int index) => index == 0 ? first! : others![index - 1];

    /// <summary>For <c>foreach</c>, which then allocates nothing.</summary>
    public struct Enumerator(ConnectionList list)
    {
        private int at = -1;

        public readonly ConnectionSummary Current => list.At(at).Summary;

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
