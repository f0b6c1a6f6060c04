namespace OAuthHub.Core.Platforms;

/// <summary>
/// Asks after a token (RFC 7662, or the platform's own call). Where the answer tells the token's end, the hub asks once after connecting if the
/// token reply said nothing of it: there not the platform but a policy of the account's organisation decides.
/// </summary>
public sealed record IntrospectionRules : PlatformCall
{
    /// <summary>The parameter that carries the token; null where the call's authorization or an <c>{accessToken}</c> does.</summary>
    public string? TokenParameter { get; init; }

    /// <summary>Where the answer says whether the token lives; of one that does not, nothing is learned.</summary>
    public IReadOnlyList<string> Active { get; init; } = ["active"];

    /// <summary>Seconds that the token has left.</summary>
    public IReadOnlyList<string> ExpiresIn { get; init; } = [];

    /// <summary>When the token ends: ISO 8601, or the epoch in seconds or milliseconds (<c>exp</c> in RFC 7662).</summary>
    public IReadOnlyList<string> ExpiresAt { get; init; } = [];

    /// <summary>Whether there is something to learn from asking.</summary>
    internal bool TellsLife => ExpiresIn.Count + ExpiresAt.Count > 0;
}
