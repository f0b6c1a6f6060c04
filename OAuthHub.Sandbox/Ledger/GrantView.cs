using System.Text.Json.Serialization;

namespace OAuthHub.Sandbox.Ledger;

/// <summary>One grant as the ledger shows it. Fingerprints are the lowercase hex SHA-256 of the token's UTF-8 bytes.</summary>
internal sealed record GrantView
{
    public required string Grant { get; init; }
    public required string Account { get; init; }
    public required string ClientId { get; init; }
    public required string Scope { get; init; }
    public required int Exchanges { get; init; }
    public required int Refreshes { get; init; }
    public required int Reuses { get; init; }
    public required bool Revoked { get; init; }
    public required string? RevokedReason { get; init; }

    [JsonPropertyName("current_refresh_token_sha256")]
    public required string? CurrentRefreshToken { get; init; }

    [JsonPropertyName("live_refresh_token_sha256s")]
    public required IReadOnlyList<string> LiveRefreshTokens { get; init; }

    [JsonPropertyName("live_access_token_sha256s")]
    public required IReadOnlyList<string> LiveAccessTokens { get; init; }

    public required int ApiCalls { get; init; }

    [JsonPropertyName("api_401s")]
    public required int Api401s { get; init; }

    public required int MaxExchangesOfOneRefreshToken { get; init; }
}
