using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core.Vault.Rows;

/// <summary>A kind of place that a vault may lie in. Opened by its name in <c>OAuthHub:Vault:Backend</c>.</summary>
internal interface IVaultBackend
{
    /// <summary>As in <c>OAuthHub:Vault:Backend</c>; its settings stand in the section <c>OAuthHub:Vault:{Name}</c>.</summary>
    string Name { get; }

    /// <summary>Connects, makes or migrates what the backend needs, and tries all that the hub must be able to do there.</summary>
    /// <param name="settings">The backend's own section.</param>
    /// <exception cref="HubStartException">A setting is wrong or a permission is missing; the message names it and the remedy.</exception>
    /// <exception cref="VaultUnavailableException">It cannot be reached now.</exception>
    Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken);
}
