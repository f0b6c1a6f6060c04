using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>Brings one grant in: check, skip what is there, exchange, ask whose account it is, store. docs/moving.md says it step by step.</summary>
public sealed class GrantImport(RecordCheck check, KnownGrants known, GrantExchange exchange, PendingGrants pending, GrantReader grants, ConnectionWriter writer, TimeProvider time)
{
    /// <param name="cancellationToken">Counts until something is sent.</param>
    public async Task<ImportResult> RunAsync(GrantRecord record, ImportTerms terms, CancellationToken cancellationToken)
    {
        record = record with { User = record.User ?? terms.User };
        try
        {
            var reading = await check.ReadAsync(record, !terms.IsDry, cancellationToken);
            if (reading is RecordReading.Refused(var code, var detail)) return ImportResult.Failed(record, code, detail);
            if (await known.FindAsync(record, terms, cancellationToken) is { } there) return there;
            if (terms.IsDry || reading is not RecordReading.Ready(var client, var values)) return new ImportResult(record.Number, record.Platform, record.User, ImportStatus.WouldImport);
            client = client.Knowing(record.Stored).Knowing(Callback(record).Kept(client.Platform));
            return await exchange.RunAsync(client, record, cancellationToken) switch
            {
                ExchangeOutcome.Failed(var why) => ImportResult.Failed(record, why),
                ExchangeOutcome.Held held => await StoreAsync(record, terms, client, values, held),
                _ => throw new InvalidOperationException("A grant is held or not."),
            };
        }
        catch (VaultUnavailableException)
        {
            return ImportResult.Failed(record, MovingCodes.VaultUnavailable);
        }
    }

    /// <summary>From here on the tokens are this hub's to keep: whatever fails leaves them where the next run finds them.</summary>
    private async Task<ImportResult> StoreAsync(GrantRecord record, ImportTerms terms, PlatformClient client, IReadOnlyDictionary<string, string> values, ExchangeOutcome.Held held)
    {
        var flow = Flow(record, client, KeptValues.Merge(record.Stored, values));
        var reading = await grants.ExamineAsync(client, flow, Callback(record), held.Tokens, mayDrop: false, CancellationToken.None);
        if (reading is not GrantReading.Granted granted)
        {
            // A token of the file that is refused looks like a platform that is away; one that has just come is surely good.
            var isAway = held.Pending is not null && reading is GrantReading.Refused("platform_unavailable");
            return ImportResult.Failed(record, isAway ? MovingCodes.PlatformUnavailable : MovingCodes.AccountUnknown);
        }
        var mark = record.Fingerprint!.Value.ToString();
        var before = known.OfAccount(record, granted.Account.Id);
        var stored = await writer.KeepAsync(client, flow, granted with { Label = record.Label }, new KeepTerms { ImportedFrom = mark, ConnectedAt = record.ConnectedAt, Replaces = terms.Replaces });
        if (stored is not LoginEnd.Connected(var connection, _)) return ImportResult.Skipped(record, MovingCodes.AlreadyConnected, before?.Id);
        known.Add(mark, connection);
        if (held.Pending is { } done) await pending.EndAsync(done);
        return new ImportResult(record.Number, record.Platform, record.User, before is null ? ImportStatus.Imported : ImportStatus.Replaced) { Connection = connection.Id };
    }

    /// <summary>What a login's callback would have said of the account.</summary>
    private static CallbackParameters Callback(GrantRecord record) => new(null, null, null, null) { All = record.Variables };

    private LoginState Flow(GrantRecord record, PlatformClient client, IReadOnlyDictionary<string, string> values) => new()
    {
        PlatformId = client.Platform.Id,
        User = record.User!,
        Browser = SecretFingerprint.Of("import"), // there is none
        RedirectUri = client.RedirectUri,
        TokenUrl = client.Platform.Token.Url,
        ProofKey = record.ProofKey,
        ReturnTo = "",
        Scopes = record.Scopes,
        Values = values,
        StartedAt = time.GetUtcNow(),
    };
}
