namespace OAuthHub.Core.Coordination;

/// <summary>
/// Leases that can be had before the vault is open, for whoever makes it: several processes that start at once must not each make one.
/// Those of <see cref="ILeases"/> carry the vault's deployment id in their names, which nobody knows yet.
/// </summary>
internal interface IOpeningLeases
{
    /// <summary>The lease, or null when another owner has it now.</summary>
    /// <param name="place">What is to be written, by its address.</param>
    /// <exception cref="CoordinationUnavailableException">Nobody can tell.</exception>
    ValueTask<ILease?> TryAcquireAsync(string place, CancellationToken cancellationToken);
}
