using System.Text.Json.Nodes;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>The configured way to sign in: a token that somebody gives, or one that the hub asks for with what it has.</summary>
internal sealed class SignInWay(HashiCorpVaultOptions options)
{
    private (DateTime Written, long Length) read;

    /// <summary>True: the hub cannot make another token by itself.</summary>
    public bool IsGiven => options.Token is not null || options.TokenFile is not null;

    /// <summary>What messages call it, and where the remedy is applied.</summary>
    public string Name =>
        options.Token is not null ? $"{HashiCorpVaultOptions.Section}:Token" :
        options.TokenFile is { } file ? $"the token in {file} ({HashiCorpVaultOptions.Section}:TokenFile)" :
        options.AppRole.IsGiven ? $"the AppRole at auth/{options.AppRole.Mount}" : $"the Kubernetes role '{options.Kubernetes.Role}' at auth/{options.Kubernetes.Mount}";

    /// <summary>What to do when the server refuses it.</summary>
    public string Remedy =>
        options.Token is not null ? $"Give a new token in {HashiCorpVaultOptions.Section}:Token: vault token create -policy=oauthhub -period=24h" :
        options.TokenFile is not null ? "Look whether the agent that writes the file runs and can sign in itself." :
        options.AppRole.IsGiven ? $"Check {HashiCorpVaultOptions.Section}:AppRole:RoleId, and make a new secret id with: vault write -f auth/{options.AppRole.Mount}/role/oauthhub/secret-id"
        : $"Check that auth/{options.Kubernetes.Mount}/role/{options.Kubernetes.Role} exists and names the service account and the namespace of this pod.";

    /// <summary>The file that the token came from is another one than when it was read. One look at the disk; nothing is opened.</summary>
    public bool HasNewToken => options.TokenFile is { } path && Stamp(path) is { Length: > 0 } now && now != read;

    /// <exception cref="VaultUnavailableException">There is none now.</exception>
    public VaultToken Given()
    {
        if (options.Token is { } given) return new VaultToken(given);
        read = Stamp(options.TokenFile!);
        var text = ReadFile(options.TokenFile!, "TokenFile");
        if (!HashiCorpVaultOptionsValidator.IsHeader(text)) throw new VaultUnavailableException($"{options.TokenFile} ({HashiCorpVaultOptions.Section}:TokenFile) does not hold a token. {Remedy}");
        return new VaultToken(text);
    }

    /// <summary>Where to sign in, and with what.</summary>
    public (string Path, JsonObject Body) Request()
    {
        if (!options.AppRole.IsGiven)
            return ($"auth/{options.Kubernetes.Mount}/login", new JsonObject { ["role"] = options.Kubernetes.Role, ["jwt"] = Reveal(new ServiceAccountToken(ReadFile(options.Kubernetes.TokenFile, "Kubernetes:TokenFile"))) });
        var secret = new AppRoleSecretId(options.AppRole.SecretId ?? ReadFile(options.AppRole.SecretIdFile!, "AppRole:SecretIdFile"));
        return ($"auth/{options.AppRole.Mount}/login", new JsonObject { ["role_id"] = options.AppRole.RoleId, ["secret_id"] = Reveal(secret) });
    }

    private static string Reveal(Secret secret) => secret.RevealSecret();

    private static (DateTime Written, long Length) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    // Whoever writes these files chooses their mode, and Kubernetes gives links: nothing of it is the hub's to refuse.
    private static string ReadFile(string path, string key)
    {
        try
        {
            if (File.ReadAllText(path).Trim() is { Length: > 0 } text) return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VaultUnavailableException($"{path} ({HashiCorpVaultOptions.Section}:{key}) cannot be read. Put the file there and let the hub's user read it.", failure);
        }
        throw new VaultUnavailableException($"{path} ({HashiCorpVaultOptions.Section}:{key}) is empty. Look at the program that writes it.");
    }
}
