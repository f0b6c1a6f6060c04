using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Asks a platform how long tokens live whose reply does not say it. Whatever goes wrong here costs nothing but the knowledge.</summary>
public sealed partial class TokenIntrospection(PlatformSender sender, ILogger<TokenIntrospection> logger)
{
    /// <summary>The token's whole life; null: its reply tells it, the entry has no way to ask, or the platform does not say.</summary>
    public async Task<TimeSpan?> LearnLifeAsync(PlatformClient client, TokenSet tokens, CancellationToken cancellationToken)
    {
        if (tokens.ExpirySource is ExpirySource.Reply || client.Platform.Introspection is not { TellsLife: true } rules) return null;
        TimeSpan? life = null;
        try
        {
            life = await AskAsync(client, rules, tokens, cancellationToken);
        }
        catch (Exception surprise) when (surprise is InvalidOperationException or ArgumentException or FormatException)
        {
            // An address that a value of the token reply has spoilt, for instance.
        }
        LogLearned(logger, client.Platform.Id, life);
        return life;
    }

    private async Task<TimeSpan?> AskAsync(PlatformClient client, IntrospectionRules rules, TokenSet tokens, CancellationToken cancellationToken)
    {
        var extra = rules.TokenParameter is { } name ? new[] { (name, tokens.AccessToken.RevealSecret()) } : [];
        return await sender.CallAsync(client, rules, tokens.AccessToken, tokens.Raw, cancellationToken, extra) is TokenAnswer.Received({ Status: 200 } raw) && AnswerDocument.Json(raw.Body) is { } root ? Life(rules, root, tokens, raw) : null;
    }

    private static TimeSpan? Life(IntrospectionRules rules, JsonElement root, TokenSet tokens, RawAnswer raw)
    {
        if (JsonPath.Text(JsonPath.First(root, rules.Active)) is "false" or "0") return null;
        var end = Lifetime.Seconds(JsonPath.First(root, rules.ExpiresIn)) is { } left ? raw.SentAt.AddSeconds(left) : Lifetime.Absolute(JsonPath.First(root, rules.ExpiresAt), raw.SentAt);
        // Zero is many a platform's word for "never", and a token that came a moment ago has not ended.
        return end > raw.SentAt ? end - tokens.IssuedAt : null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Platform} was asked how long its tokens live: {Life}")]
    private static partial void LogLearned(ILogger logger, string platform, TimeSpan? life);
}
