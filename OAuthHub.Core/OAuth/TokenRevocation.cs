using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Ends a grant at its platform: RFC 7009, or the platform's own way as the entry says.</summary>
public sealed partial class TokenRevocation(PlatformSender sender, ILogger<TokenRevocation> logger)
{
    public async Task<RevocationOutcome> RevokeAsync(PlatformClient client, AccessToken accessToken, RefreshToken? refreshToken, CancellationToken cancellationToken)
    {
        if (client.Platform.Revocation is not { } rules) return new RevocationOutcome.NotSupported(client.Platform.ManualRevocationUrl);
        // The refresh token first: with it the grant is gone, whatever becomes of the rest (RFC 7009 section 2.1).
        var (token, hint) = rules.Token is not RevokedToken.Access && refreshToken is not null
            ? (refreshToken.RevealSecret(), "refresh_token")
            : (accessToken.RevealSecret(), "access_token");
        var extra = rules.TokenParameter is { } name ? new[] { (name, token), ("token_type_hint", hint) } : [];
        using var request = CallRequests.TryCreate(client, rules, accessToken, extra: extra);
        if (request is null) return new RevocationOutcome.NotSupported(client.Platform.ManualRevocationUrl ?? rules.ManualUrl); // what the address needs is not known of this account
        var answer = await sender.SendAsync(request, cancellationToken);
        var outcome = answer switch
        {
            TokenAnswer.Received(var raw) when raw.Status == 200 || rules.SuccessStatuses.Contains(raw.Status) => new RevocationOutcome.Revoked(),
            TokenAnswer.Received(var raw) when IsGoneAlready(raw) => new RevocationOutcome.Revoked(),
            TokenAnswer.Received => new RevocationOutcome.TryLater(null),
            TokenAnswer.Unknown(_, var raw) => new RevocationOutcome.TryLater(raw?.RetryAfter),
            TokenAnswer.NotProcessed(_, var after) => new RevocationOutcome.TryLater(after),
            _ => (RevocationOutcome)new RevocationOutcome.TryLater(null),
        };
        LogOutcome(logger, client.Platform.Id, outcome.GetType().Name);
        return outcome;
    }

    /// <summary>
    /// Ends tokens that will not be stored, so that they do not live on. Where ending one grant ends all that the person gave this
    /// client, they are left alone: the account may be connected already.
    /// </summary>
    public Task DropAsync(PlatformClient client, TokenSet tokens) =>
        client.Platform.Revocation is { Cascades: false } ? RevokeAsync(client, tokens.AccessToken, tokens.RefreshToken, CancellationToken.None) : Task.CompletedTask;

    /// <summary>The token is unknown, or of a kind that ends with the other (RFC 7009 section 2.2.1).</summary>
    private static bool IsGoneAlready(RawAnswer raw)
    {
        try
        {
            using var document = JsonDocument.Parse(raw.Body);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) &&
                JsonPath.Text(error) is "invalid_token" or "unsupported_token_type" or "invalid_grant" or "token_revoked";
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Revocation at {Platform}: {Outcome}")]
    private static partial void LogOutcome(ILogger logger, string platform, string outcome);
}

public abstract record RevocationOutcome
{
    private RevocationOutcome() { }

    public sealed record Revoked : RevocationOutcome;

    /// <param name="ManualUrl">Where the person can do it by hand.</param>
    public sealed record NotSupported(string? ManualUrl) : RevocationOutcome;

    public sealed record TryLater(TimeSpan? RetryAfter) : RevocationOutcome;
}
