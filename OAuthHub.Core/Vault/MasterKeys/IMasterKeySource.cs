using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>
/// Where the master keys are kept: never where the vault is. Chosen by <c>OAuthHub:MasterKeySource</c>. A source never makes a key over
/// existing data: one that is missing is a refusal to start.
/// </summary>
internal interface IMasterKeySource
{
    /// <summary>What messages call it, such as a setting, a path or an address.</summary>
    string Place { get; }

    /// <summary>Whether <see cref="WriteAsync"/> works here. Where it does not, the operator changes the keys.</summary>
    bool CanWrite { get; }

    /// <summary>The keys, newest first.</summary>
    /// <exception cref="HubStartException">There is none, or it cannot be used; the message says what to do.</exception>
    Task<KeyRing> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the keys in one step: after a crash the old ones are there, or the new.</summary>
    /// <exception cref="HubStartException">They cannot be written.</exception>
    Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken);
}
