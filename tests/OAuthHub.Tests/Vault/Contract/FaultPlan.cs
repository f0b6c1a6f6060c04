namespace OAuthHub.Tests.Vault;

/// <summary>What goes wrong, and when: first what the script says, then as chance (with a seed) has it.</summary>
internal sealed class FaultPlan(ulong seed)
{
    /// <summary>So many faults in a row and no more: chance must not make a case last for ever.</summary>
    private const int LongestRow = 4;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(2);

    private readonly Queue<WriteFault> script = [];
    private readonly Lock gate = new();
    private ulong state = seed;
    private int row;

    /// <summary>The share of writes that fail, half of them after they were done.</summary>
    public double Writes { get; set; }

    /// <summary>The share of reads that fail.</summary>
    public double Reads { get; set; }

    /// <summary>The share of calls that take a while.</summary>
    public double Slow { get; set; }

    /// <summary>Listings end with a failure after so many rows; null: they do not.</summary>
    public int? ListsFailAfter { get; set; }

    /// <summary>Writes wait for this before they begin; null: they do not.</summary>
    public Task? Gate { get; set; }

    /// <summary>How many calls were struck.</summary>
    public int Struck { get; private set; }

    /// <summary>What becomes of the next writes, one by one.</summary>
    public void Next(params WriteFault[] faults)
    {
        lock (gate)
        {
            foreach (var fault in faults) script.Enqueue(fault);
        }
    }

    public WriteFault Write()
    {
        lock (gate)
        {
            return Count(script.TryDequeue(out var scripted) ? scripted : Chance() >= Writes ? WriteFault.None : Chance() < 0.5 ? WriteFault.Before : WriteFault.After);
        }
    }

    public bool FailsRead()
    {
        lock (gate)
        {
            return Count(Chance() < Reads ? WriteFault.Before : WriteFault.None) is not WriteFault.None;
        }
    }

    public TimeSpan Delay()
    {
        lock (gate)
        {
            return Chance() < Slow ? LongestDelay * Chance() : TimeSpan.Zero;
        }
    }

    private WriteFault Count(WriteFault fault)
    {
        if (fault is WriteFault.None || ++row > LongestRow) row = 0;
        else Struck++;
        return row == 0 ? WriteFault.None : fault;
    }

    /// <summary>SplitMix64: the same faults in the same order for the same seed.</summary>
    private double Chance()
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1ul << 53));
    }
}
