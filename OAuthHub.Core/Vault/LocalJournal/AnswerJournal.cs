using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.LocalJournal;

/// <summary>
/// Answers of platforms that the vault could not take, on local disk until it can. The platform has spent the old tokens, so
/// these are all that is left of a grant: each is sealed, appended and flushed before anything else is tried. A process
/// holds its own file open; the next start finishes the files of those that died (faults.md F-21, F-25).
/// </summary>
public sealed partial class AnswerJournal : IDisposable
{
    private const string Pattern = "*.journal";

    private readonly HubPaths paths;
    private readonly Sealer sealer;
    private readonly IVault vault;
    private readonly ILogger<AnswerJournal> logger;
    private readonly Lock gate = new();
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
            own ??= JournalFile.Create(Path.Combine(paths.LocalJournal, $"{Environment.ProcessId}-{Coordination.ProcessIdentity.Random}.journal"));
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

    /// <summary>Moves what dead processes left into the vault's own journal, where the next refresh of each connection finishes it.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(paths.LocalJournal)) return;
        foreach (var path in Directory.EnumerateFiles(paths.LocalJournal, Pattern).Order(StringComparer.Ordinal))
        {
            using var left = JournalFile.TryAdopt(path);
            if (left is null) continue; // its process lives
            var recovered = 0;
            foreach (var sealedEntry in left.Read())
            {
                var entry = JournalCodec.Open(sealer, vault.DeploymentId, sealedEntry);
                if (await vault.ReadJournalAsync(entry.Name, cancellationToken) is { } known && known.TokenGeneration >= entry.TokenGeneration) continue;
                await vault.CommitAsync(new VaultCommit(null, entry), cancellationToken);
                recovered++;
            }
            if (left.IsTorn) LogTorn(logger, path);
            if (recovered > 0) LogRecovered(logger, recovered, path);
            left.Delete();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (held.Count == 0) own?.Delete();
            own?.Dispose();
            own = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The new tokens of {Id} can be written neither to the vault nor beside it; they are lost if this process ends now. Free the disk")]
    private static partial void LogNotHeld(ILogger logger, string id, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last entry of {Path} is cut: the process died while it wrote it. The entries before it are used")]
    private static partial void LogTorn(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recovered {Count} answers that an earlier run could not store, from {Path}")]
    private static partial void LogRecovered(ILogger logger, int count, string path);
}
