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
        var extra = rules.TokenParameter is { } name ? rules.TokenTypeHint ? new[] { (name, token), ("token_type_hint", hint) } : [(name, token)] : [];
        if (await sender.CallAsync(client, rules, accessToken, null, cancellationToken, extra) is not { } answer) return new RevocationOutcome.NotSupported(client.Platform.ManualRevocationUrl ?? rules.ManualUrl); // what the address needs is not known of this account
        var outcome = answer switch
        {
            TokenAnswer.Received(var raw) when IsDone(client.Platform, rules, raw) || IsGoneAlready(client.Platform, raw) => new RevocationOutcome.Revoked(),
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

    /// <summary>
    /// The status says it (RFC 7009 section 2.2), unless the body takes it back in the words that the entry knows from the token
    /// endpoint: <c>{"ok":false,"error":"…"}</c> with status 200 ended nothing.
    /// </summary>
    private static bool IsDone(Platform platform, RevocationRules rules, RawAnswer raw)
    {
        if (raw.Status != 200 && !rules.SuccessStatuses.Contains(raw.Status)) return false;
        var response = platform.Token.Response;
        return response.SuccessPath is not { } path || AnswerDocument.Json(raw.Body) is not { } root || JsonPath.Text(JsonPath.Find(root, path)) is not { } word ||
            string.Equals(word, response.SuccessEquals, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The token is unknown, or of a kind that ends with the other (RFC 7009 section 2.2.1), or the grant is gone in the platform's own words.</summary>
    private static bool IsGoneAlready(Platform platform, RawAnswer raw)
    {
        if (AnswerDocument.Json(raw.Body) is not { } root) return false;
        if (JsonPath.Text(JsonPath.Find(root, "error")) is "invalid_token" or "unsupported_token_type" or "token_revoked") return true;
        var response = platform.Token.Response;
        if ((Said(response.ErrorCode) ?? Said(response.Error)) is not { } code) return false;
        return ErrorClassifier.Classify(platform, TokenCall.Refresh, raw.Status, code, Said(response.ErrorSubcode), Said(response.ErrorDescription)) is ErrorMeaning.GrantGone;

        string? Said(IReadOnlyList<string> paths) => JsonPath.Text(JsonPath.First(root, paths));
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
