namespace OAuthHub.Core.Moving;

/// <summary>Why a record was not brought in: a closed set of codes, each with what to do. docs/moving.md lists them.</summary>
public static class MovingCodes
{
    public const string AlreadyConnected = "already_connected", AlreadyImported = "already_imported", DuplicateRecord = "duplicate_record";
    public const string FieldInvalid = "field_invalid", UserMissing = "user_missing", UserInvalid = "user_invalid", TokenMissing = "token_missing", TokenExpired = "token_expired";
    public const string UnknownPlatform = "unknown_platform", UnknownProvider = "unknown_provider", NotConfigured = "platform_not_configured", ClientMismatch = "client_mismatch";
    public const string ValueMissing = "value_missing", ValueInvalid = "value_invalid", ProofKeyMissing = "proof_key_missing";
    public const string GrantDead = "grant_dead", AppRefused = "app_refused", PlatformUnavailable = "platform_unavailable", OutcomeUnknown = "outcome_unknown", InProgress = "in_progress";
    public const string AccountUnknown = "account_unknown", VaultUnavailable = "vault_unavailable";

    private static readonly Dictionary<string, string> Remedies = new(StringComparer.Ordinal)
    {
        [AlreadyConnected] = "The user has this account connected. To put this grant in its place, run it again with --replace.",
        [AlreadyImported] = "This token was brought in before; nothing has to be done.",
        [DuplicateRecord] = "The same token stands in an earlier record, or belongs to another user here. Keep the one that is right.",
        [FieldInvalid] = "Correct the field in the file.",
        [UserMissing] = "Say whose account it is in the record, or for all such records with --user.",
        [UserInvalid] = "Give the user an id of " + Agents.UserId.Rule + ".",
        [TokenMissing] = "The record has neither a refresh token nor an access token. Export the credentials too.",
        [TokenExpired] = "The access token has ended and there is no refresh token. Connect the account by signing in.",
        [UnknownPlatform] = "Write the id of a platform that can be connected; `platforms docs` lists them.",
        [UnknownProvider] = "The hub does not know what this is at the other product. Write the grant into a JSON file with the platform's id.",
        [NotConfigured] = "Enter the client id and secret that got these tokens as the platform's app registration.",
        [ClientMismatch] = "These tokens belong to another client, and a platform accepts a refresh token from its own client only. Set that client up here, or connect the account by signing in.",
        [ValueMissing] = "The platform needs a value that the record does not have; docs/moving.md says how it is given.",
        [ValueInvalid] = "Correct the value; the platform's page in docs/platforms.md says what it may be.",
        [ProofKeyMissing] = "The platform binds tokens to a key that the record does not have. Connect the account by signing in.",
        [GrantDead] = "The platform no longer accepts this grant. Connect the account by signing in.",
        [AppRefused] = "The platform refuses the hub's client for this grant. Correct the app registration, or connect the account by signing in.",
        [PlatformUnavailable] = "The platform could not be asked. Run it again later: what it has answered by now is kept.",
        [OutcomeUnknown] = "The token was sent and no answer came, so it may be spent. Run it again in a minute: it is tried again as the platform's rules allow.",
        [InProgress] = "Another import is at this record. Wait for it, and run this again.",
        [AccountUnknown] = "The platform does not say whose account it is. Run it again later; if it stays so, connect the account by signing in.",
        [VaultUnavailable] = "The vault cannot be written. Run it again: what the platform has answered is kept.",
    };

    public static IReadOnlyCollection<string> All => Remedies.Keys;

    public static string Remedy(string code) => Remedies.GetValueOrDefault(code) ?? "Connect the account by signing in, and see the hub's log.";
}
