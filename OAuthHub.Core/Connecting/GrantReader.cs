using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Connecting;

/// <summary>Turns the answer to a code into a grant: tokens that were checked, what they can be used for, and the account they belong to.</summary>
public sealed class GrantReader(TokenEndpoint tokenEndpoint, IdTokenValidator idTokens, PostConnectLookups lookups, AccountLookup accounts, TokenIntrospection introspection, TokenRevocation revocation)
{
    public async Task<GrantReading> ReadAsync(PlatformClient client, LoginState flow, CallbackParameters callback, TokenAnswer answer, CancellationToken cancellationToken)
    {
        var reading = Read(client.Platform, answer);
        if (reading is GrantReading.Granted first && client.Platform.Token.LongLivedExchange is not null)
        {
            var second = Read(client.Platform, await tokenEndpoint.ExchangeForLongLivedAsync(client, first.Tokens, cancellationToken));
            if (second is GrantReading.Granted longLived)
            {
                reading = new GrantReading.Granted(Join(first.Tokens, longLived.Tokens));
            }
            else
            {
                // The first token works for an hour or so and cannot be renewed: an account that ends in an hour is no connection. The code
                // was good, so nobody is to be told that it was not.
                await revocation.DropAsync(client, first.Tokens);
                reading = second is GrantReading.Refused("code_rejected") ? new GrantReading.Refused("platform_error") : second;
            }
        }
        if (reading is GrantReading.Unusable(var useless))
        {
            await revocation.DropAsync(client, useless); // tokens that will not be stored must not live on
            return new GrantReading.Refused("platform_bad_response");
        }
        return reading is GrantReading.Granted granted ? await ExamineAsync(client, flow, callback, granted.Tokens, mayDrop: true, cancellationToken) : reading;
    }

    /// <summary>What tokens can be used for, and whose they are.</summary>
    /// <param name="mayDrop">True: tokens that are refused are ended at the platform, since nobody else has them.</param>
    public async Task<GrantReading> ExamineAsync(PlatformClient client, LoginState flow, CallbackParameters callback, TokenSet tokens, bool mayDrop, CancellationToken cancellationToken)
    {
        if (client.Quirks.Select(quirk => quirk.CheckTokens(client, tokens)).FirstOrDefault(reason => reason is not null) is { } objection) return await RefuseAsync(objection);

        // Until the id token is checked, nothing of this answer is stored or used (RFC 9700 section 4.5.3.2).
        IdTokenClaims? claims = null;
        if (client.Platform.OpenId is not null && tokens.IdToken is { } idToken)
        {
            if (await idTokens.ValidateAsync(client, idToken, flow.Nonce, cancellationToken) is not IdTokenReading.Valid(var valid))
                return await RefuseAsync("id_token_invalid");
            claims = valid;
        }
        client = client.Knowing(callback.Kept(client.Platform)).Knowing(tokens.Stored);
        var looked = await lookups.ReadAsync(client, tokens, cancellationToken);
        if (looked is PostConnectReading.Failed(var missing)) return await RefuseAsync(missing);
        var found = (PostConnectReading.Found)looked;
        client = client.Knowing(found.Stored);
        var who = await accounts.ReadAsync(client, tokens.AccessToken, tokens, claims, cancellationToken);
        if (who is AccountReading.Failed(var unknown)) return await RefuseAsync(unknown);
        var account = (AccountReading.Found)who;

        return new GrantReading.Granted(tokens with { OtherTokens = KeptValues.Merge(Beside(client.Platform, tokens), found.Tokens) })
        {
            Account = account.Account,
            Scopes = tokens.Scopes ?? CallbackScopes(client.Platform, callback) ?? flow.Scopes,
            Stored = KeptValues.Merge(KeptValues.Merge(KeptValues.Merge(callback.Kept(client.Platform), tokens.Stored), found.Stored), account.Stored),
            Resources = found.Resources,
            LearnedLife = await introspection.LearnLifeAsync(client, tokens, cancellationToken),
            Companions = await CompanionsAsync(client, tokens, mayDrop, cancellationToken),
        };

        async Task<GrantReading> RefuseAsync(string code)
        {
            if (mayDrop) await revocation.DropAsync(client, tokens);
            return new GrantReading.Refused(code);
        }
    }

    /// <summary>The further tokens that are accounts of their own. One whose account cannot be read is ended, since nobody could find it.</summary>
    private async Task<List<GrantReading.Granted>> CompanionsAsync(PlatformClient client, TokenSet tokens, bool mayDrop, CancellationToken cancellationToken)
    {
        var companions = new List<GrantReading.Granted>();
        foreach (var (name, other) in tokens.OtherTokens.Where(other => client.Platform.Token.Response.OtherTokens[other.Key].OwnConnection))
        {
            // What the answer's own token is read first for does not come a second time.
            if (string.Equals(other.AccessToken.RevealSecret(), tokens.AccessToken.RevealSecret(), StringComparison.Ordinal)) continue;
            var own = tokens with
            {
                AccessToken = other.AccessToken, RefreshToken = other.RefreshToken, ExpiresAt = other.ExpiresAt, ExpirySource = other.ExpiresAt is null ? ExpirySource.None : ExpirySource.Reply,
                RefreshExpiresAt = null, Scopes = other.Scopes, AccountId = other.AccountId, AccountName = null, IdToken = null, OtherTokens = new Dictionary<string, OtherToken>(),
            };
            if (await accounts.ReadAsync(client, own.AccessToken, own, claims: null, cancellationToken) is AccountReading.Found(var account, var stored))
                companions.Add(new GrantReading.Granted(own) { Account = account, Scopes = other.Scopes, Stored = KeptValues.Merge(tokens.Stored, stored), Label = name });
            else if (mayDrop) await revocation.DropAsync(client, own);
        }
        return companions;
    }

    private static Dictionary<string, OtherToken> Beside(Platform platform, TokenSet tokens) =>
        tokens.OtherTokens.Where(other => !platform.Token.Response.OtherTokens[other.Key].OwnConnection).ToDictionary();

    /// <summary>The second answer's token, with what only the first one said.</summary>
    private static TokenSet Join(TokenSet first, TokenSet second) => second with
    {
        AccountId = second.AccountId ?? first.AccountId,
        AccountName = second.AccountName ?? first.AccountName,
        Scopes = second.Scopes ?? first.Scopes,
        IdToken = second.IdToken ?? first.IdToken,
        GrantExpiresAt = second.GrantExpiresAt ?? first.GrantExpiresAt,
        Stored = KeptValues.Merge(first.Stored, second.Stored),
        Raw = KeptValues.Merge(first.Raw, second.Raw),
    };

    private static string[]? CallbackScopes(Platform platform, CallbackParameters callback) =>
        platform.Authorization.CallbackScope is { } name && callback.All.GetValueOrDefault(name) is { Length: > 0 } text ? ScopeText.Split(text) : null;

    private static GrantReading Read(Platform platform, TokenAnswer answer) => answer switch
    {
        TokenAnswer.NotProcessed => new GrantReading.Refused(answer.StopReason),
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
}

public abstract record GrantReading
{
    private GrantReading() { }

    public sealed record Granted(TokenSet Tokens) : GrantReading
    {
        public Account Account { get; init; } = new("", "");
        public IReadOnlyList<string> Scopes { get; init; } = [];
        public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();
        public IReadOnlyList<ConnectionResource> Resources { get; init; } = [];

        /// <summary>How long such tokens live, where only asking told it.</summary>
        public TimeSpan? LearnedLife { get; init; }

        /// <summary>How the entry calls a companion; null: it is the grant itself.</summary>
        public string? Label { get; init; }

        /// <summary>Further accounts that the same consent gave tokens for.</summary>
        public IReadOnlyList<Granted> Companions { get; init; } = [];
    }

    /// <summary>Tokens of a kind that the hub cannot use.</summary>
    internal sealed record Unusable(TokenSet Tokens) : GrantReading;

    public sealed record Refused(string Code) : GrantReading;
}
