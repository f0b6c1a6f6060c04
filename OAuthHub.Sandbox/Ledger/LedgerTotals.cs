namespace OAuthHub.Sandbox.Ledger;

internal enum Tally { TokenRequests, Exchanges, Refreshes, Reuses, FamiliesRevoked, Revocations, ApiCalls, Api401s }

/// <summary>What happened since the start or the last reset, counted without locks.</summary>
internal sealed class LedgerTotals
{
    private readonly long[] _counts = new long[Enum.GetValues<Tally>().Length];

    public void Count(Tally tally) => Interlocked.Increment(ref _counts[(int)tally]);

    public long this[Tally tally] => Interlocked.Read(ref _counts[(int)tally]);

    public void Clear()
    {
        for (var index = 0; index < _counts.Length; index++) Interlocked.Exchange(ref _counts[index], 0);
    }
}
