using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Audit;

/// <summary>The folder of the audit: which files there are, with whose key they are sealed, and how far the vault has seen them.</summary>
public sealed partial class AuditFiles
{
    private const string Purpose = "audit", Anchor = "audit";
    private const int MostAnchors = 16;

    private readonly HubPaths paths;
    // Asked for when the first entry comes: before that no key must be made and no vault opened.
    private readonly Func<KeyRing> keys;
    private readonly Func<LiveVault> vault;
    private readonly IOptions<AuditOptions> options;
    private readonly TimeProvider time;
    private readonly ILogger<AuditFiles> logger;

    internal AuditFiles(HubPaths paths, Func<KeyRing> keys, Func<LiveVault> vault, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditFiles> logger) =>
        (this.paths, this.keys, this.vault, this.options, this.time, this.logger) = (paths, keys, vault, options, time, logger);

    public string Folder => paths.Audit;

    /// <summary>The files by the time of their beginning, the oldest first.</summary>
    public IReadOnlyList<string> Paths => Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder, "*" + AuditFile.Extension).Order(StringComparer.Ordinal)] : [];

    /// <summary>Begins a file of this process, and removes those that are older than they need be kept.</summary>
    internal async Task<AuditFile> CreateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pruned = Prune(now);
        var name = $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}{AuditFile.Extension}";
        var key = keys().Newest.Id;
        var head = new AuditHead(AuditFormat.Version, name, vault().DeploymentId, key, now, [.. Paths.Select(AuditReading.HeadOf).OfType<AuditPoint>()]);
        var file = AuditFile.Create(Folder, head, KeyOf(key)!);
        if (pruned.Count > 0) file.Append(AuditBatch.Of(now, new AuditEntry(AuditEvents.AuditPruned, AuditEntry.Ok, AuditActor.Hub) { Detail = string.Join(' ', pruned) }));
        await AnchorAsync(file.Head, cancellationToken);
        return file;
    }

    /// <summary>Null: the master key of that time is not configured any more.</summary>
    internal byte[]? KeyOf(string keyId) => keys().Find(keyId, Purpose, vault().DeploymentId);

    /// <summary>Lets the vault know how far a file is. Trouble with the vault is the vault's to report: the next minute tries again.</summary>
    internal async Task AnchorAsync(AuditPoint head, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var before = (await vault().Current.Rows.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(Anchor);
                var next = JsonSerializer.SerializeToUtf8Bytes(Points(before).Where(point => point.File != head.File).Append(head).OrderBy(point => point.File, StringComparer.Ordinal).TakeLast(MostAnchors));
                if (await vault().Current.Rows.ReplaceHeaderAsync(Anchor, before, next, cancellationToken)) return;
            }
        }
        catch (VaultUnavailableException failure)
        {
            LogNotAnchored(logger, failure.Message);
        }
    }

    /// <summary>How far the vault has seen the newest files.</summary>
    internal async Task<IReadOnlyList<AuditPoint>> AnchorsAsync(CancellationToken cancellationToken) => Points((await vault().Current.Rows.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(Anchor));

    private static List<AuditPoint> Points(byte[]? stored) => stored is null ? [] : JsonSerializer.Deserialize<List<AuditPoint>>(stored) ?? [];

    private List<string> Prune(DateTimeOffset now)
    {
        if (options.Value.RetentionDays == 0) return [];
        var old = Paths.Where(path => File.GetLastWriteTimeUtc(path) < now.UtcDateTime.AddDays(-options.Value.RetentionDays)).ToList();
        foreach (var path in old) File.Delete(path);
        return [.. old.Select(path => Path.GetFileName(path))];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The vault could not be told how far the audit is: {Why}")]
    private static partial void LogNotAnchored(ILogger logger, string why);
}
