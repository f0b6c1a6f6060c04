using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Fuzz.Targets;

/// <summary>An answer of a token endpoint. The first byte says whose and how it is labelled, the rest is its body.</summary>
internal static class TokenAnswers
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string?[] Types = ["application/json", "application/x-www-form-urlencoded", "text/plain; charset=utf-8", null];
    private static readonly int[] Statuses = [200, 201, 400, 401, 500];

    // Those whose answers have a form of their own, and one that has none.
    private static readonly Platform[] Platforms = [.. PlatformLoader.ReadEach(PlatformFiles.BuiltIn()).Select(entry => entry.Platform).Where(platform => platform.Id is "sandbox" or "slack" or "facebook" or "tiktok" or "github" or "wechat" or "lark")];

    public static void Check(byte[] input)
    {
        if (input.Length == 0) return;
        var choice = input[0];
        var raw = new RawAnswer(Statuses[choice % Statuses.Length], Types[choice % Types.Length], input[1..], Now, Now, null);
        var platform = Platforms[choice % Platforms.Length];
        switch (TokenResponseParser.Read(platform, raw, choice < 128 ? TokenCall.Code : TokenCall.Refresh))
        {
            case TokenReading.Success(var tokens):
                CheckTokens(tokens);
                break;
            case TokenReading.UnusableType(var tokens):
                CheckTokens(tokens);
                break;
            case TokenReading.Failure(var error):
                // What is shown of it may come from anywhere.
                FuzzTarget.Demand(!error.Code.Any(char.IsControl) && error.Code.Length <= 128, "an error code is short and in one line");
                break;
            case TokenReading.Unreadable(var why):
                FuzzTarget.Demand(why.Length > 0, "what cannot be read is explained");
                break;
        }
        var again = RawAnswer.Deserialize(raw.Serialize())!;
        FuzzTarget.Demand(again.Body.AsSpan().SequenceEqual(raw.Body) && again.Status == raw.Status && again.ContentType == raw.ContentType, "an answer is kept as it came");
    }

    private static void CheckTokens(TokenSet tokens)
    {
        foreach (var secret in new[] { tokens.AccessToken.RevealSecret(), tokens.RefreshToken?.RevealSecret() ?? "x" })
            FuzzTarget.Demand(secret.Length > 0 && secret.All(c => c is > ' ' and <= '~'), "a token can stand in a header");
        FuzzTarget.Demand(tokens.ExpiresAt is not { } end || (end >= Now && end <= Now.AddYears(100)), "a life has a sensible end");
        FuzzTarget.Demand(!tokens.TokenType.Any(char.IsControl), "a token's type is in one line");
    }
}
