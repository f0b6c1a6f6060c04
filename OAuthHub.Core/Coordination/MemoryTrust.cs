namespace OAuthHub.Core.Coordination;

/// <summary>
/// How long a process may serve what it remembers without asking the vault again: for ever where nobody else writes; two seconds
/// where others do, since a message about their writes may be lost.
/// </summary>
public sealed class MemoryTrust(TimeProvider time, TimeSpan? longest)
{
    /// <summary>With other processes beside this one.</summary>
    public static readonly TimeSpan AmongOthers = TimeSpan.FromSeconds(2);

    /// <summary>True when nobody else writes.</summary>
    public bool IsUnlimited => longest is null;

    /// <summary>The moment of a look into the vault, for <see cref="Holds"/>. Take it before the look: what changes meanwhile is newer.</summary>
    public long Now() => longest is null ? 0 : time.GetTimestamp();

    public bool Holds(long since) => longest is not { } limit || time.GetElapsedTime(since) < limit;
}
