using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>What HashiCorp Vault knows the hub by.</summary>
internal sealed class VaultToken(string value) : Secret(value);

/// <summary>The secret half of an AppRole.</summary>
internal sealed class AppRoleSecretId(string value) : Secret(value);

/// <summary>The signed statement by which Kubernetes says which service account this is.</summary>
internal sealed class ServiceAccountToken(string value) : Secret(value);
