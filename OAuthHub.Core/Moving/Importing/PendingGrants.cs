using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>
/// Tokens that are being brought in, from before the one exchange until the connection is stored. The record is the intent and keeps others
/// away; the platform's answer lies in the vault's journal beside it, so that whoever runs the import again goes on from there.
/// </summary>
public sealed partial class PendingGrants(IVault vault, AnswerJournal localJournal, TimeProvider time, ILogger<PendingGrants> logger)
{
    /// <summary>When it was begun: what is not finished within thirty days is removed by the daily reconciliation.</summary>
    private const string At = "at";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public static VaultName Name(SecretFingerprint token) => new(VaultKind.PendingGrant, token.ToString());

    /// <summary>Null: nothing was begun.</summary>
    internal async Task<PendingGrant?> FindAsync(VaultName name, CancellationToken cancellationToken)
    {
        if (await vault.ReadAsync(name, cancellationToken) is not { } record) return null;
        var answer = await vault.ReadJournalAsync(name, cancellationToken) is { } entry ? RawAnswer.Deserialize(entry.Answer.Span) : null;
        return new PendingGrant(name, record.Generation, JsonSerializer.Deserialize<RefreshIntent>(record.Secret.Span)!, answer);
    }

    /// <summary>Writes the intent. Null: another import was faster.</summary>
    internal async Task<PendingGrant?> BeginAsync(VaultName name, PendingGrant? before, RefreshIntent intent, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, string> { [At] = time.GetUtcNow().ToString("O") };
        var write = new VaultWrite(name, before?.Generation ?? 0, properties, JsonSerializer.SerializeToUtf8Bytes(intent));
        return await vault.CommitAsync(new VaultCommit(write), cancellationToken) is VaultWriteOutcome.Written(var generation) ? new PendingGrant(name, generation, intent, before?.Answer) : null;
    }

    /// <summary>Nothing was sent, or the platform did nothing: as it was before.</summary>
    internal async Task TakeBackAsync(PendingGrant pending, PendingGrant? before)
    {
        if (before is null) await vault.DeleteAsync(pending.Name, pending.Generation, CancellationToken.None);
        else await BeginAsync(pending.Name, pending, before.Intent, CancellationToken.None);
    }

    /// <summary>Makes the answer durable, whatever it takes: the token is spent, and this is all that is left of the grant.</summary>
    internal async Task KeepAsync(PendingGrant pending, RawAnswer raw)
    {
        var entry = new JournalEntry(pending.Name, pending.Intent.Attempt, raw.Serialize());
        for (var (attempt, isHeld) = (0, false); ; attempt++)
        {
            try
            {
                await vault.CommitAsync(new VaultCommit(null, entry), CancellationToken.None);
                if (isHeld) localJournal.Release(entry.Name);
                return;
            }
            catch (Exception failure)
            {
                if (attempt == 0) isHeld = localJournal.Hold(entry);
                if (failure is not VaultUnavailableException) throw;
                if (attempt == 0) LogHeld(logger, isHeld);
            }
            var pause = TimeSpan.FromMilliseconds(200 * Math.Pow(2, Math.Min(attempt, 5)));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time, CancellationToken.None);
        }
    }

    /// <summary>It is stored, or the platform has said that it is worth nothing.</summary>
    internal Task<bool> EndAsync(PendingGrant pending) => vault.DeleteAsync(pending.Name, pending.Generation, CancellationToken.None);

    [LoggerMessage(Level = LogLevel.Error, Message = "The vault cannot be written; new tokens of an import wait for it (kept beside it: {IsHeld}). Do not end this now")]
    private static partial void LogHeld(ILogger logger, bool isHeld);
}

/// <param name="Answer">What the platform answered to the exchange; null: nothing is known of it.</param>
internal sealed record PendingGrant(VaultName Name, long Generation, RefreshIntent Intent, RawAnswer? Answer);
