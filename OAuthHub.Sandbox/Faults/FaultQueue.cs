using System.Diagnostics.CodeAnalysis;

namespace OAuthHub.Sandbox.Faults;

/// <summary>The faults that wait for their call, first in first out for each endpoint.</summary>
internal sealed class FaultQueue
{
    private readonly Lane[] _lanes = [.. Enum.GetValues<FaultEndpoint>().Select(_ => new Lane())];

    public void Add(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults) _lanes[(int)fault.Endpoint].Add(fault);
    }

    public bool TryTake(FaultEndpoint endpoint, [NotNullWhen(true)] out Fault? fault) => _lanes[(int)endpoint].TryTake(out fault);

    /// <summary>What is still to come; <see cref="Fault.Count"/> is what is left.</summary>
    public IReadOnlyList<Fault> Pending() => [.. _lanes.SelectMany(lane => lane.Pending())];

    public void Clear()
    {
        foreach (var lane in _lanes) lane.Clear();
    }

    private sealed class Lane
    {
        private readonly Lock _gate = new();
        private readonly LinkedList<Fault> _faults = [];
        private volatile bool _any;

        public void Add(Fault fault)
        {
            lock (_gate)
            {
                _faults.AddLast(fault);
                _any = true;
            }
        }

        public bool TryTake([NotNullWhen(true)] out Fault? fault)
        {
            fault = null;
            // Thousands of calls a second go by here without a fault: they must not queue at a lock.
            if (!_any) return false;
            lock (_gate)
            {
                if (_faults.First is not { } first) return false;
                fault = first.Value;
                if (fault.Count > 1) first.Value = fault with { Count = fault.Count - 1 };
                else _faults.RemoveFirst();
                _any = _faults.Count > 0;
                return true;
            }
        }

        public Fault[] Pending()
        {
            lock (_gate) return [.. _faults];
        }

        public void Clear()
        {
            lock (_gate)
            {
                _faults.Clear();
                _any = false;
            }
        }
    }
}
