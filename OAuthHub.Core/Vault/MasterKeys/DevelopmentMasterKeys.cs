using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>In Development, where nothing is configured: a file in the data directory, made by the first start and by no later one.</summary>
internal sealed partial class DevelopmentMasterKeys(HubPaths paths, ILogger<DevelopmentMasterKeys> logger) : IMasterKeySource
{
    private const string What = "master key file";
    private const string Remedy = "Put the right key back; nothing was changed.";

    public string Place => paths.MasterKeyFile;

    public bool CanWrite => true;

    public Task<KeyRing> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(Load());

    public Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken) => new FileMasterKeys(paths.MasterKeyFile).WriteAsync(newestFirst, cancellationToken);

    private KeyRing Load()
    {
        if (ReadFile() is { } ring) return ring;
        if (TraceOfVault() is { } trace)
            // Another process that starts at this moment makes the key first and then the vault.
            return ReadFile() ?? throw new HubStartException($"{trace} exists, but its key {paths.MasterKeyFile} is missing. Put the key back: a new one could not open what is stored. Nothing was changed.");
        PrivateFile.CreateDirectory(paths.DataDirectory);
        var made = MasterKey.Generate();
        var kept = PrivateFile.WriteOrRead(paths.MasterKeyFile, made.RevealSecret(), What); // two processes may start at once
        LogMade(logger, paths.MasterKeyFile);
        return new KeyRing(MasterKeyText.Read(kept, paths.MasterKeyFile, Remedy));
    }

    /// <summary>What shows that this hub has had a vault: the file, or the mark of one that lies elsewhere.</summary>
    private string? TraceOfVault() =>
        File.Exists(paths.VaultFile) && new FileInfo(paths.VaultFile).Length > 0 ? paths.VaultFile :
        File.Exists(paths.MarkFile) ? paths.MarkFile : null;

    private KeyRing? ReadFile() => PrivateFile.Read(paths.MasterKeyFile, What) is { } text ? new KeyRing(MasterKeyText.Read(text, paths.MasterKeyFile, Remedy)) : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a master key in {Path}. Keep a copy elsewhere: without it the vault cannot be opened")]
    private static partial void LogMade(ILogger logger, string path);
}
