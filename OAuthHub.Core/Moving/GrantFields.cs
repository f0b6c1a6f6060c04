using System.Globalization;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Moving;

/// <summary>The fields of a record by their names, the same in CSV, JSON and a bundle, and how their texts are read.</summary>
internal static class GrantFields
{
    public const string Platform = "platform", User = "user", RefreshToken = "refresh_token", AccessToken = "access_token", ExpiresAt = "expires_at", Scopes = "scopes", Account = "account";
    public const string Label = "label", ClientId = "client_id", ConnectedAt = "connected_at", ProofKey = "proof_key", Variables = "variables", Stored = "stored";

    /// <summary>Before the name of a variable, where fields have no members: <c>variables.shop</c>.</summary>
    public const string VariablePrefix = Variables + ".";

    public static readonly string[] All = [Platform, User, RefreshToken, AccessToken, ExpiresAt, Scopes, Account, Label, ClientId, ConnectedAt, ProofKey];

    private const int LongestToken = 32 * 1024, LongestText = 256;

    // Above this the epoch is in milliseconds: in seconds it would be the year 5138.
    private const double MillisecondsFrom = 1e11;

    /// <summary>A record of these texts; empty ones count as left out. What cannot be read makes it a record with a fault.</summary>
    public static GrantRecord Read(int number, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, string> variables)
    {
        var record = new GrantRecord(number) { Platform = Text(Platform), User = Text(User), Account = Text(Account), Label = Text(Label), ClientId = Text(ClientId), Variables = variables };
        foreach (var name in (string[])[Platform, User, Account, Label, ClientId])
            if (Text(name) is { } text && (text.Length > LongestText || text.Any(char.IsControl))) return Wrong(name, $"has control characters or more than {LongestText} characters");
        foreach (var name in (string[])[RefreshToken, AccessToken])
            if (Text(name) is { } token && (token.Length > LongestToken || token.Any(letter => letter is < '!' or > '~'))) return Wrong(name, "holds what cannot stand in a token");
        foreach (var name in (string[])[ExpiresAt, ConnectedAt])
            if (Text(name) is { } time && Time(time) is null) return Wrong(name, "is neither a time as in ISO 8601 nor seconds since 1970");
        return record with
        {
            RefreshToken = Text(RefreshToken) is { } refresh ? new RefreshToken(refresh) : null,
            AccessToken = Text(AccessToken) is { } access ? new AccessToken(access) : null,
            ProofKey = Text(ProofKey) is { } key ? new ProofKey(key) : null,
            ExpiresAt = Time(Text(ExpiresAt)),
            ConnectedAt = Time(Text(ConnectedAt)),
            Scopes = Text(Scopes) is { } scopes ? ScopeText.Split(scopes) : [],
        };

        string? Text(string name) => texts.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

        // Other texts of the record are not said again: anything may stand in the wrong field.
        GrantRecord Wrong(string name, string why) => new(number) { Fault = new RecordFault(MovingCodes.FieldInvalid, $"{name} {why}.") };
    }

    public static DateTimeOffset? Time(string? text)
    {
        if (text is null) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var epoch) && !double.IsNaN(epoch))
            return DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(epoch >= MillisecondsFrom ? epoch / 1000 : epoch, 0, MillisecondsFrom));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
