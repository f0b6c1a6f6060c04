using OAuthHub.Core.Agents;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>What can be said of a record before anything is sent: whether it is whole, and whether this hub is its client.</summary>
public sealed class RecordCheck(PlatformCatalog catalog, LoginPreparation preparation, AppRegistrations registrations, TimeProvider time)
{
    /// <param name="mayCall">False: entries whose server has to be looked for are not looked into.</param>
    internal async Task<RecordReading> ReadAsync(GrantRecord record, bool mayCall, CancellationToken cancellationToken)
    {
        if (record.Fault is { } fault) return new RecordReading.Refused(fault.Code, fault.Detail);
        if (record.User is not { } user) return new RecordReading.Refused(MovingCodes.UserMissing);
        if (!UserId.IsValid(user)) return new RecordReading.Refused(MovingCodes.UserInvalid);
        if (catalog.Find(record.Platform ?? "") is not { Kind: PlatformKind.OAuth2 } platform) return new RecordReading.Refused(MovingCodes.UnknownPlatform);
        if (record.Fingerprint is null) return new RecordReading.Refused(MovingCodes.TokenMissing);
        if (record.RefreshToken is null || !platform.Refresh.Supported)
        {
            if (record.AccessToken is null) return new RecordReading.Refused(MovingCodes.TokenMissing);
            if (record.ExpiresAt <= time.GetUtcNow()) return new RecordReading.Refused(MovingCodes.TokenExpired);
        }
        if (QuirkNames.TokenType(platform) is not null && record.ProofKey is null) return new RecordReading.Refused(MovingCodes.ProofKeyMissing);
        foreach (var name in record.Variables.Keys)
            if (!platform.TemplateVariables.Any(variable => string.Equals(variable.Name, name, StringComparison.Ordinal)) && !platform.Authorization.CallbackFields.Contains(name, StringComparer.Ordinal))
                return new RecordReading.Refused(MovingCodes.ValueInvalid, "The platform has no variable of one of the names that the record gives.");
        if (!mayCall && platform.Quirks.Count > 0) return registrations.Find(platform.Id) is null ? new RecordReading.Refused(MovingCodes.NotConfigured) : new RecordReading.Unseen();
        return await preparation.PrepareAsync(platform, user, null, record.Variables, cancellationToken) switch
        {
            LoginPrepared.Ready(var client, var values, _) => Compare(record, client with { ProofKey = record.ProofKey }, values),
            LoginPrepared.Asks(_, { } wrong) => new RecordReading.Refused(MovingCodes.ValueInvalid, $"{wrong.Name}: {wrong.Why ?? "it is not what the platform has."}"),
            LoginPrepared.Asks(var variables, _) => new RecordReading.Refused(MovingCodes.ValueMissing, $"It has to give {string.Join(", ", variables.Select(variable => variable.Name))}."),
            LoginPrepared.Refused("platform_not_configured") => new RecordReading.Refused(MovingCodes.NotConfigured),
            _ => new RecordReading.Refused(MovingCodes.PlatformUnavailable),
        };
    }

    private static RecordReading Compare(GrantRecord record, PlatformClient client, IReadOnlyDictionary<string, string> values) =>
        record.ClientId is { } id && !string.Equals(id, client.Registration.ClientId, StringComparison.Ordinal)
            ? new RecordReading.Refused(MovingCodes.ClientMismatch, $"The hub's client here is {client.Registration.ClientId}.")
            : new RecordReading.Ready(client, values);
}

internal abstract record RecordReading
{
    private RecordReading() { }

    public sealed record Ready(PlatformClient Client, IReadOnlyDictionary<string, string> Values) : RecordReading;

    /// <summary>Whole, as far as can be seen without a call.</summary>
    public sealed record Unseen : RecordReading;

    public sealed record Refused(string Code, string? Detail = null) : RecordReading;
}
