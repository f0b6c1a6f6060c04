using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault;

/// <summary>Finds the master keys: in configuration, or, in Development, in a file that the first start makes.</summary>
public sealed partial class MasterKeyLoader(HubPaths paths, IHostEnvironment environment, ILogger<MasterKeyLoader> logger)
{
    private const string HowToMake = "Make one with: openssl rand -base64 32";

    /// <exception cref="HubStartException">There is none, or it cannot be used.</exception>
    public KeyRing Load(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
            return new KeyRing([.. configured.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)]);
        if (!environment.IsDevelopment())
            throw new HubStartException($"OAuthHub:MasterKey is not set. Outside Development the hub does not make its own. {HowToMake}, keep a copy where the vault is not, and set OAuthHub__MasterKey.");
        if (ReadFile() is { } ring) return ring;
        if (File.Exists(paths.VaultFile) && new FileInfo(paths.VaultFile).Length > 0)
            // Another process that starts at this moment makes the key first and then the vault.
            return ReadFile() ?? throw new HubStartException($"{paths.VaultFile} exists, but its key {paths.MasterKeyFile} is missing. Put the key back: a new one could not open what is stored. Nothing was changed.");
        PrivateFile.CreateDirectory(paths.DataDirectory);
        var made = MasterKey.Generate();
        var kept = PrivateFile.WriteOrRead(paths.MasterKeyFile, made.RevealSecret(), "master key file"); // two processes may start at once
        LogMade(logger, paths.MasterKeyFile);
        return new KeyRing([MasterKey.TryParse(kept)!]);
    }

    private KeyRing? ReadFile() => PrivateFile.Read(paths.MasterKeyFile, "master key file") is { } text
        ? new KeyRing([MasterKey.TryParse(text) ?? throw new HubStartException($"{paths.MasterKeyFile} does not hold 32 bytes as base64. Put the right key back; nothing was changed.")])
        : null;

    private static MasterKey Parse(string text) =>
        MasterKey.TryParse(text) ?? throw new HubStartException($"OAuthHub:MasterKey holds a value that is not 32 bytes as base64. {HowToMake}");

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a master key in {Path}. Keep a copy elsewhere: without it the vault cannot be opened")]
    private static partial void LogMade(ILogger logger, string path);
}
