using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.LocalJournal;

/// <summary>
/// Answers of platforms that the vault could not take, on local disk until it can. The platform has spent the old tokens, so
/// these are all that is left of a grant: each is sealed, appended and flushed before anything else is tried. A process
/// holds its own file open; the next start finishes the files of those that died (F-21, F-25).
/// </summary>
public sealed partial class AnswerJournal : IDisposable
{
    private const string Pattern = "*.journal";

    private readonly HubPaths paths;
    private readonly Sealer sealer;
    private readonly IVault vault;
    private readonly ILogger<AnswerJournal> logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim recovering = new(1);
    private readonly HashSet<VaultName> held = [];
    private JournalFile? own;

    public AnswerJournal(HubPaths paths, KeyRing keys, IVault vault, ILogger<AnswerJournal> logger) =>
        (this.paths, sealer, this.vault, this.logger) = (paths, new Sealer(keys), vault, logger);

    /// <summary>Reserves room on the disk while there is some, so that a full disk later does not cost a grant.</summary>
    public void Open()
    {
        lock (gate)
        {
            PrivateFile.CreateDirectory(paths.LocalJournal);
            own ??= JournalFile.Create(Path.Combine(paths.LocalJournal, $"{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.journal"));
        }
    }

    /// <summary>Appends an answer and flushes it. False: this disk cannot be written either; the answer lives in memory only.</summary>
    public bool Hold(JournalEntry entry)
    {
        lock (gate)
        {
            if (own is null) return false;
            try
            {
                own.Append(JournalCodec.Seal(sealer, vault.DeploymentId, entry));
                held.Add(entry.Name);
                return true;
            }
            catch (IOException failure)
            {
                LogNotHeld(logger, entry.Name.Id, failure);
                return false;
            }
        }
    }

    /// <summary>The vault has it now.</summary>
    public void Release(VaultName name)
    {
        lock (gate)
        {
            if (held.Remove(name) && held.Count == 0) own?.Clear();
        }
    }

    /// <summary>
    /// Moves what dead processes left into the vault's own journal, where the next refresh of each connection finishes it. Safe to
    /// repeat, and to be interrupted: a file goes when all that is in it is in the vault.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(paths.LocalJournal)) return;
        // One at a time: whoever comes meanwhile must not take a file that is being moved for one whose process lives.
        await recovering.WaitAsync(cancellationToken);
        try
        {
            foreach (var path in Directory.EnumerateFiles(paths.LocalJournal, Pattern).Order(StringComparer.Ordinal)) await RecoverAsync(path, cancellationToken);
        }
        finally
        {
            recovering.Release();
        }
    }

    private async Task RecoverAsync(string path, CancellationToken cancellationToken)
    {
        using var left = JournalFile.TryAdopt(path);
        if (left is null) return; // its process lives
        var (recovered, isWhole) = (0, true);
        foreach (var sealedEntry in left.Read())
        {
            JournalEntry entry;
            try
            {
                entry = JournalCodec.Open(sealer, vault.DeploymentId, sealedEntry);
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                isWhole = false;
                continue;
            }
            if (await vault.ReadJournalAsync(entry.Name, cancellationToken) is { } known && IsBetter(known, entry)) continue;
            await vault.CommitAsync(new VaultCommit(null, entry), cancellationToken);
            recovered++;
        }
        if (recovered > 0) LogRecovered(logger, recovered, path);
        if (isWhole && !left.IsTorn)
        {
            left.Delete();
            return;
        }
        // What cannot be read may still hold somebody's tokens: it is not used again, and not destroyed.
        LogTorn(logger, path);
        File.Move(path, path + ".damaged", overwrite: true);
    }

    /// <summary>
    /// Of one generation the local answer is the better: it has tokens, while the vault's may be what an earlier try left of an
    /// answer. An empty one says that the connection was ended.
    /// </summary>
    private static bool IsBetter(JournalEntry known, JournalEntry local) =>
        known.TokenGeneration > local.TokenGeneration || (known.TokenGeneration == local.TokenGeneration && known.Answer.IsEmpty);

    public void Dispose()
    {
        lock (gate)
        {
            if (held.Count == 0) own?.Delete();
            own?.Dispose();
            own = null;
        }
        recovering.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The new tokens of {Id} can be written neither to the vault nor beside it; they are lost if this process ends now. Free the disk")]
    private static partial void LogNotHeld(ILogger logger, string id, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is cut or damaged, or was sealed with another key. What could be read of it is used; the file is kept beside it as .damaged")]
    private static partial void LogTorn(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recovered {Count} answers that an earlier run could not store, from {Path}")]
    private static partial void LogRecovered(ILogger logger, int count, string path);
}
