namespace OAuthHub.Core.Coordination;

/// <summary>Whether what the processes share can be used now; for health reports.</summary>
public sealed class CoordinationState(Func<bool> isThere)
{
    public bool IsThere => isThere();
}
