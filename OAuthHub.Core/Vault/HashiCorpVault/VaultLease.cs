namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>A token and how long it lives.</summary>
/// <param name="Length">From <paramref name="Since"/>; zero: it does not end.</param>
/// <param name="Longest">The longest that it was ever given: one that gets much less at a renewal is near its last end.</param>
/// <param name="Since">A timestamp of the hub's clock.</param>
internal sealed record VaultLease(VaultToken Token, TimeSpan Length, TimeSpan Longest, bool IsRenewable, long Since, IReadOnlyList<string> Policies)
{
    public bool Ends => Length > TimeSpan.Zero;

    public bool IsNearItsLastEnd => Ends && (!IsRenewable || Length < Longest / 2);

    /// <summary>Time enough for a third of it to be left when the server is away at that moment.</summary>
    public TimeSpan RenewAfter => Length * 2 / 3;

    public TimeSpan Left(TimeProvider time) => Length - time.GetElapsedTime(Since);

    public override string ToString() => $"{Token} for {Length}";
}
