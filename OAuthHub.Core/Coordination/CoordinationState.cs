namespace OAuthHub.Core.Coordination;

/// <summary>Whether what the processes share can be used now, and how well the way to it is guarded; for health reports.</summary>
/// <param name="lacking">What the way to it lacks, in words; null when it lacks nothing.</param>
public sealed class CoordinationState(Func<bool> isThere, string? lacking = null)
{
    public bool IsThere => isThere();

    public string? Lacking => lacking;
}
