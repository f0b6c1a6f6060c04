using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Checks id tokens (OpenID Connect Core section 3.1.3.7): signature, issuer, audience, expiry, nonce, algorithm.</summary>
public sealed class IdTokenValidator(IssuerKeys issuerKeys, TimeProvider time)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // Neither "none" nor a symmetric algorithm: the latter would let whoever knows a public key sign.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <param name="nonce">What the authorization request carried; null: none was sent.</param>
    public async Task<IdTokenReading> ValidateAsync(PlatformClient client, IdToken idToken, string? nonce, CancellationToken cancellationToken)
    {
        var issuer = client.Resolve(client.Platform.OpenId!.Issuer);
        var text = idToken.RevealSecret();
        if (ReadUnchecked(text) is not { } unproven) return new IdTokenReading.Invalid("not a token");
        if (await issuerKeys.FindAsync(client, unproven.Kid, cancellationToken) is not { Count: > 0 } keys) return new IdTokenReading.Invalid("no keys");

        var now = time.GetUtcNow().UtcDateTime;
        var result = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = client.Registration.ClientId,
            IssuerSigningKeys = keys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,
            // The library reads the machine's clock; the hub has its own.
            LifetimeValidator = (from, until, _, parameters) => until is { } end && end + parameters.ClockSkew > now && (from is not { } begin || begin - parameters.ClockSkew <= now),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token) return new IdTokenReading.Invalid("not valid");
        // Made for us means made for our use, too: whoever the token was issued to, if it says so, and it must where there are several.
        var party = Claim(token, "azp");
        if ((party is not null || token.Audiences.Skip(1).Any()) && !string.Equals(party, client.Registration.ClientId, StringComparison.Ordinal)) return new IdTokenReading.Invalid("another party");
        if (nonce is not null && !string.Equals(Claim(token, "nonce"), nonce, StringComparison.Ordinal)) return new IdTokenReading.Invalid("another flow");
        return string.IsNullOrEmpty(token.Subject) ? new IdTokenReading.Invalid("no subject") : new IdTokenReading.Valid(new IdTokenClaims(token.Subject, Claim(token, "name"), Claim(token, "picture"))
        {
            // Some issuers write the truth as text.
            VerifiedEmail = string.Equals(token.Claims.FirstOrDefault(claim => claim.Type == "email_verified")?.Value, "true", StringComparison.OrdinalIgnoreCase) ? Claim(token, "email") : null,
            IssuedAt = token.TryGetPayloadValue<long>("iat", out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            Texts = token.Claims.GroupBy(claim => claim.Type).Where(claims => claims.Count() == 1).ToDictionary(claims => claims.Key, claims => claims.First().Value, StringComparer.Ordinal),
        });
    }

    /// <summary>The token before anything of it is believed; null when it is none. The library throws for some shapes and returns for others.</summary>
    private JsonWebToken? ReadUnchecked(string text)
    {
        try
        {
            return handler.CanReadToken(text) ? handler.ReadJsonWebToken(text) : null;
        }
        catch (Exception failure) when (failure is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;
}

public sealed record IdTokenClaims(string Subject, string? Name, string? Picture)
{
    /// <summary>The address that the issuer says is theirs. Null: it gives none, or does not say that it was verified.</summary>
    public string? VerifiedEmail { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>All claims of one value, as text.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();
}

public abstract record IdTokenReading
{
    private IdTokenReading() { }

    public sealed record Valid(IdTokenClaims Claims) : IdTokenReading;

    /// <param name="Why">For the log; never shown.</param>
    public sealed record Invalid(string Why) : IdTokenReading;
}
