using System.Buffers;
using System.Text.Json;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// Reads an answer of a token endpoint (RFC 6749 sections 5.1 and 5.2), strictly about the access token and leniently about
/// everything else. Never throws, whatever the bytes are.
/// </summary>
public static class TokenResponseParser
{
    private const int LongestToken = 32 * 1024;
    private const int DeepestMember = 3;

    // VSCHAR of RFC 6749 appendix A.12: what can stand in a header.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create([.. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(code => (char)code)]);

    public static TokenReading Read(Platform platform, RawAnswer raw, TokenCall call)
    {
        try
        {
            return ReadStrictly(platform, raw, call);
        }
        catch (Exception surprise) when (surprise is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // Half a surrogate pair in a name, for instance. The raw answer is kept, so nothing is lost.
            return new TokenReading.Unreadable("a part of it cannot be read");
        }
    }

    private static TokenReading ReadStrictly(Platform platform, RawAnswer raw, TokenCall call)
    {
        var rules = platform.Token.Response;
        if (AnswerDocument.Parse(raw, rules, out var why) is not { } root) return new TokenReading.Unreadable(why);
        if (IsFailure(root, rules, raw.Status)) return Failure(platform, root, raw, call);
        if (raw.Status is not (200 or 201)) return new TokenReading.Unreadable($"status {raw.Status} without an error code");

        if (Token(JsonPath.First(root, rules.AccessToken)) is not { } accessToken) return new TokenReading.Unreadable("it holds no usable access token");
        var tokens = Success(platform, root, raw, new AccessToken(accessToken));
        return IsUsable(tokens.TokenType, platform) ? new TokenReading.Success(tokens) : new TokenReading.UnusableType(tokens);
    }

    /// <summary>RFC 6749 section 7.1: a token of an unknown type must not be used. Where tokens are to be bound, no other is taken (RFC 9449 section 5).</summary>
    private static bool IsUsable(string type, Platform platform) =>
        QuirkNames.TokenType(platform) is { } bound ? string.Equals(type, bound, StringComparison.OrdinalIgnoreCase) : type.ToLowerInvariant() is not ("mac" or "dpop" or "pop");

    private static bool IsFailure(JsonElement root, TokenResponseRules rules, int status)
    {
        if (rules.SuccessPath is { } path && !string.Equals(JsonPath.Text(JsonPath.Find(root, path)), rules.SuccessEquals, StringComparison.OrdinalIgnoreCase)) return true;
        // GitHub, Slack and others say "error" with status 200.
        if (JsonPath.First(root, rules.Error) is { ValueKind: not JsonValueKind.False } error && JsonPath.Text(error) is not "") return true;
        return status >= 400 && JsonPath.First(root, rules.ErrorCode) is not null;
    }

    private static TokenReading.Failure Failure(Platform platform, JsonElement root, RawAnswer raw, TokenCall call)
    {
        var rules = platform.Token.Response;
        var code = JsonPath.Text(JsonPath.First(root, rules.ErrorCode)) ?? JsonPath.Text(JsonPath.First(root, rules.Error)) ?? "unknown_error";
        var subcode = JsonPath.Text(JsonPath.First(root, rules.ErrorSubcode));
        var description = JsonPath.Text(JsonPath.First(root, rules.ErrorDescription));
        var meaning = ErrorClassifier.Classify(platform, call, raw.Status, code, subcode, description);
        return new TokenReading.Failure(new TokenError(ErrorCodes.Show(platform, code), raw.Status, meaning, raw.RetryAfter));
    }

    private static TokenSet Success(Platform platform, JsonElement root, RawAnswer raw, AccessToken accessToken)
    {
        var rules = platform.Token.Response;
        var (expiresAt, source) = Expiry(platform.Token, root, raw.SentAt);
        return new TokenSet
        {
            AccessToken = accessToken,
            RefreshToken = Token(JsonPath.First(root, rules.RefreshToken)) is { } refreshToken ? new RefreshToken(refreshToken) : null,
            TokenType = JsonPath.Text(JsonPath.First(root, rules.TokenType)) is { Length: > 0 and <= 64 } type && !type.AsSpan().ContainsAnyExcept(TokenCharacters) ? type : "Bearer",
            IssuedAt = raw.SentAt,
            ExpiresAt = expiresAt,
            ExpirySource = source,
            RefreshExpiresAt = Lifetime.GrantEnd(JsonPath.First(root, rules.RefreshExpiresIn), JsonPath.First(root, rules.RefreshExpiresAt), raw.SentAt),
            GrantExpiresAt = Lifetime.GrantEnd(JsonPath.First(root, rules.GrantExpiresIn), null, raw.SentAt),
            Scopes = ScopeList(JsonPath.First(root, rules.Scope)),
            // Some platforms use the name for something that is no token (Tumblr): then it is ignored.
            IdToken = JsonPath.First(root, rules.IdToken) is { ValueKind: JsonValueKind.String } id && JsonPath.Text(id) is { Length: > 0 } idToken ? new IdToken(idToken) : null,
            AccountId = JsonPath.Text(JsonPath.First(root, rules.AccountId)),
            AccountName = JsonPath.Text(JsonPath.First(root, rules.AccountName)),
            Stored = Stored(root, rules),
            OtherTokens = Others(root, rules, raw.SentAt),
            Raw = Members(root),
        };
    }

    private static Dictionary<string, string> Members(JsonElement root)
    {
        var members = new Dictionary<string, string>();
        Add("token.", root, 0);
        return members;

        void Add(string prefix, JsonElement parent, int depth)
        {
            foreach (var member in parent.EnumerateObject())
            {
                if (JsonPath.NameOf(member) is not { } name) continue;
                if (JsonPath.Text(member.Value) is { } text) members[prefix + name] = text;
                else if (member.Value.ValueKind is JsonValueKind.Object && depth < DeepestMember) Add($"{prefix}{name}.", member.Value, depth + 1);
            }
        }
    }

    private static (DateTimeOffset?, ExpirySource) Expiry(TokenRules rules, JsonElement root, DateTimeOffset sentAt)
    {
        var sent = JsonPath.First(root, rules.Response.ExpiresIn);
        if (Lifetime.IsOneOf(sent, rules.NeverExpiresValues)) return (null, ExpirySource.Reply);
        // Zero is believed: such a token is kept for the refresh token beside it. Less than zero is garbage like any other.
        if (Lifetime.Seconds(sent) is { } seconds) return (sentAt.AddSeconds(seconds), ExpirySource.Reply);
        if (Lifetime.Absolute(JsonPath.First(root, rules.Response.ExpiresAt), sentAt) is { } at) return (at, ExpirySource.Reply);
        return rules.DefaultLifetimeSeconds is { } life ? (sentAt.AddSeconds(life), ExpirySource.Default) : (null, ExpirySource.None);
    }

    private static Dictionary<string, string> Stored(JsonElement root, TokenResponseRules rules)
    {
        var stored = new Dictionary<string, string>();
        foreach (var (name, path) in rules.Store)
            if (JsonPath.Text(JsonPath.Find(root, path)) is { Length: <= 2048 } value) stored[name] = value;
        if (JsonPath.Text(JsonPath.First(root, rules.BaseUrl)) is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps) stored["base_url"] = url;
        return stored;
    }

    private static Dictionary<string, OtherToken> Others(JsonElement root, TokenResponseRules rules, DateTimeOffset sentAt)
    {
        var others = new Dictionary<string, OtherToken>();
        foreach (var (name, part) in rules.OtherTokens)
        {
            if (Token(JsonPath.Find(root, part.AccessToken)) is not { } accessToken) continue;
            var refreshToken = part.RefreshToken is { } path ? Token(JsonPath.Find(root, path)) : null;
            var seconds = part.ExpiresIn is { } expires ? Lifetime.Seconds(JsonPath.Find(root, expires)) : null;
            others[name] = new OtherToken(
                new AccessToken(accessToken), refreshToken is null ? null : new RefreshToken(refreshToken), seconds is null ? null : sentAt.AddSeconds(seconds.Value),
                part.Scope is { } scope ? ScopeList(JsonPath.Find(root, scope)) ?? [] : [],
                part.AccountId is { } account ? JsonPath.Text(JsonPath.Find(root, account)) : null);
        }
        return others;
    }

    /// <summary>A text that can be sent as a token; null for anything else.</summary>
    internal static string? Token(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } value && JsonPath.Text(value) is { Length: > 0 and <= LongestToken } text && !text.AsSpan().ContainsAnyExcept(TokenCharacters) ? text : null;

    /// <summary>Separated by space or comma, or an array.</summary>
    private static string[]? ScopeList(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => JsonPath.Text(text) is { } scopes ? ScopeText.Split(scopes) : null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => JsonPath.Text(item)).OfType<string>()],
        _ => null,
    };
}
