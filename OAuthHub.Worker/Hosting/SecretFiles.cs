using OAuthHub.Core;

namespace OAuthHub.Worker.Hosting;

public static class SecretFiles
{
    private const string Key = "OAuthHub:SecretsDirectory";

    /// <summary>
    /// Settings from files, as Docker and Kubernetes mount secrets: each file is named as the environment variable would be, such as
    /// <c>OAuthHub__MasterKey</c>. They stand above all other settings: an environment is easily read by others, a file is not.
    /// </summary>
    public static void AddSecretFiles(this ConfigurationManager configuration)
    {
        if (configuration[Key] is not { Length: > 0 } folder) return;
        if (!Directory.Exists(folder))
            throw new HubStartException($"{Key} is '{folder}', which is no directory. Mount the secrets there, one file for each setting, such as OAuthHub__MasterKey, or remove the key.");
        configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
    }
}
