using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Moving;

/// <summary>One grant of a file, as somebody else held it. docs/moving.md has the fields.</summary>
/// <param name="Number">Counts the records of the file from 1; a CSV's header does not count.</param>
public sealed record GrantRecord(int Number)
{
    public string? Platform { get; init; }

    /// <summary>Whose account it is. Null: the record does not say.</summary>
    public string? User { get; init; }

    public RefreshToken? RefreshToken { get; init; }
    public AccessToken? AccessToken { get; init; }

    /// <summary>The key to which the tokens are bound. Null: they are bearer tokens.</summary>
    public ProofKey? ProofKey { get; init; }

    /// <summary>When the access token ends; null: not said.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the person agreed; null: not said, so that what the platform limits counts from now.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The account's id or name, by which one that is connected is recognised before anything is sent. The platform's word decides.</summary>
    public string? Account { get; init; }

    public string? Label { get; init; }

    /// <summary>The client that got the tokens; null: not said.</summary>
    public string? ClientId { get; init; }

    /// <summary>Values of the platform's variables: a shop, a server, a company.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What another hub kept with the connection. Only a sealed bundle may say it: some of it decides where tokens are sent.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();

    /// <summary>What makes the record useless; null: it could be read.</summary>
    public RecordFault? Fault { get; init; }

    /// <summary>Names the token that is spent by bringing it in, without giving it away. Null: there is none.</summary>
    public SecretFingerprint? Fingerprint => RefreshToken?.Fingerprint() ?? AccessToken?.Fingerprint();

    public override string ToString() => $"record {Number} ({Platform})";
}

/// <param name="Code">One of <see cref="MovingCodes"/>.</param>
/// <param name="Detail">What is wrong, without any value of the file that may be a secret.</param>
public sealed record RecordFault(string Code, string Detail);
