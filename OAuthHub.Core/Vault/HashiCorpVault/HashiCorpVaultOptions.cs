namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>The settings under <c>OAuthHub:Vault:HashiCorpVault</c>. Exactly one way to sign in is given: a token, a token file, an AppRole or a Kubernetes role.</summary>
public sealed class HashiCorpVaultOptions
{
    public const string Section = VaultOptions.Section + ":HashiCorpVault";

    /// <summary>The server, such as <c>https://vault.example.com:8200</c>; http only on this machine.</summary>
    public string? Address { get; set; }

    /// <summary>Where the KV version 2 engine is mounted.</summary>
    public string Mount { get; set; } = "secret";

    /// <summary>The folder within the mount that holds this hub's documents and nothing else.</summary>
    public string Path { get; set; } = "oauthhub";

    /// <summary>The namespace that the mount lies in, where the server has namespaces.</summary>
    public string? Namespace { get; set; }

    public string? Token { get; set; }

    /// <summary>A file that another program keeps a live token in, such as the sink of a Vault Agent. It is read again when it changes.</summary>
    public string? TokenFile { get; set; }

    public AppRoleOptions AppRole { get; set; } = new();

    public KubernetesOptions Kubernetes { get; set; } = new();

    /// <summary>PEM certificates that the server's own is checked against, instead of the system's.</summary>
    public string? CaFile { get; set; }
}

/// <summary>Signing in with an AppRole. The secret id comes from one of two places.</summary>
public sealed class AppRoleOptions
{
    public string? RoleId { get; set; }

    public string? SecretId { get; set; }

    /// <summary>Read at each sign-in.</summary>
    public string? SecretIdFile { get; set; }

    public string Mount { get; set; } = "approle";

    internal bool IsGiven => (RoleId ?? SecretId ?? SecretIdFile) is not null;
}

/// <summary>Signing in as a service account of Kubernetes.</summary>
public sealed class KubernetesOptions
{
    public string? Role { get; set; }

    /// <summary>Read at each sign-in: Kubernetes replaces it.</summary>
    public string TokenFile { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    public string Mount { get; set; } = "kubernetes";
}
