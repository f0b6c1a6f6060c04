namespace OAuthHub.Core.Vault;

/// <summary>The store cannot be used now: disk full, locked, unreachable. Problem code <c>vault_unavailable</c>.</summary>
public sealed class VaultUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>When the store itself says when to ask again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>
/// A record does not verify. The message never says which check failed, so that it is no oracle. Problem code
/// <c>vault_integrity</c>.
/// </summary>
public sealed class VaultIntegrityException(string message, VaultProblem problem = VaultProblem.Damaged) : Exception(message)
{
    public VaultProblem Problem { get; } = problem;
}

/// <summary>A record was sealed with a master key that is not configured. Problem code <c>key_unavailable</c>.</summary>
public sealed class VaultKeyUnavailableException(string keyId)
    : Exception($"A record is sealed with the master key '{keyId}', which is not configured. Add it to OAuthHub:MasterKey after the newest one; nothing was changed.")
{
    public string KeyId { get; } = keyId;
}

/// <summary>The write came to a vault whose last rows are being moved: nothing was written, and it belongs to the new one.</summary>
internal sealed class VaultIsMovingException() : Exception("The vault is being moved.");
