using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Connecting;

/// <summary>Turns the answer to a code into a grant: tokens that were checked, and the account they belong to.</summary>
public sealed class GrantReader(TokenEndpoint tokenEndpoint, IdTokenValidator idTokens, AccountLookup accounts, TokenRevocation revocation)
{
    public async Task<GrantReading> ReadAsync(PlatformClient client, LoginState flow, TokenAnswer answer, CancellationToken cancellationToken)
    {
        var reading = Read(client.Platform, answer);
        if (reading is GrantReading.Granted first && client.Platform.Token.LongLivedExchange is not null)
            reading = Read(client.Platform, await tokenEndpoint.ExchangeForLongLivedAsync(client, first.Tokens.AccessToken, cancellationToken));
        if (reading is GrantReading.Unusable(var useless)) return await RefuseAsync(client, useless, "platform_bad_response");
        if (reading is not GrantReading.Granted granted) return reading;
        var tokens = granted.Tokens;

        // Until the id token is checked, nothing of this answer is stored or used (RFC 9700 section 4.5.3.2).
        IdTokenClaims? claims = null;
        if (client.Platform.OpenId is not null && tokens.IdToken is { } idToken)
        {
            if (await idTokens.ValidateAsync(client, idToken, flow.Nonce, cancellationToken) is not IdTokenReading.Valid(var valid))
                return await RefuseAsync(client, tokens, "id_token_invalid");
            claims = valid;
        }
        return await accounts.ReadAsync(client, tokens.AccessToken, tokens, claims, cancellationToken) switch
        {
            AccountReading.Found(var account, var stored) => new GrantReading.Granted(tokens) { Account = account, Stored = Merge(tokens.Stored, stored) },
            AccountReading.Failed(var code) => await RefuseAsync(client, tokens, code),
            _ => throw new InvalidOperationException("An account is found or not."),
        };
    }

    private static GrantReading Read(Platform platform, TokenAnswer answer) => answer switch
    {
        TokenAnswer.NotProcessed("blocked_address", _) => new GrantReading.Refused("blocked_address"),
        TokenAnswer.NotProcessed => new GrantReading.Refused("platform_unavailable"),
        TokenAnswer.Unknown(var code, _) => new GrantReading.Refused(code is "platform_bad_response" ? code : "platform_unavailable"),
        TokenAnswer.Received(var raw) => TokenResponseParser.Read(platform, raw, TokenCall.Code) switch
        {
            TokenReading.Success(var tokens) => new GrantReading.Granted(tokens),
            TokenReading.UnusableType(var tokens) => new GrantReading.Unusable(tokens),
            TokenReading.Failure({ Meaning: ErrorMeaning.GrantGone }) => new GrantReading.Refused("code_rejected"),
            TokenReading.Failure({ Meaning: ErrorMeaning.Temporary }) => new GrantReading.Refused("platform_unavailable"),
            TokenReading.Failure => new GrantReading.Refused("platform_error"),
            _ => new GrantReading.Refused("platform_bad_response"),
        },
        _ => throw new InvalidOperationException($"No rule for {answer.GetType().Name}."),
    };

    /// <summary>Tokens that will not be stored must not live on.</summary>
    private async Task<GrantReading> RefuseAsync(PlatformClient client, TokenSet tokens, string code)
    {
        await revocation.DropAsync(client, tokens);
        return new GrantReading.Refused(code);
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var all = new Dictionary<string, string>(first);
        foreach (var (name, value) in second) all[name] = value;
        return all;
    }
}

public abstract record GrantReading
{
    private GrantReading() { }

    public sealed record Granted(TokenSet Tokens) : GrantReading
    {
        public Account Account { get; init; } = new("", "");
        public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();
    }

    /// <summary>Tokens of a kind that the hub cannot use.</summary>
    internal sealed record Unusable(TokenSet Tokens) : GrantReading;

    public sealed record Refused(string Code) : GrantReading;
}
