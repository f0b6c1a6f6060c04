using System.Text;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Strict about the access token, lenient about everything else, and never an exception.</summary>
public sealed class TokenResponseParserTests
{
    private const string Plain = """{"access_token":"at","token_type":"Bearer","expires_in":3600,"refresh_token":"rt","scope":"read write"}""";

    [Fact]
    public void A_plain_answer_is_read_whole()
    {
        var tokens = Success(Samples.Answer(Plain));
        Assert.Equal(("at", "rt", "Bearer"), (tokens.AccessToken.RevealSecret(), tokens.RefreshToken!.RevealSecret(), tokens.TokenType));
        // The life counts from when the request left (RFC 6749 section 5.1), not from when the answer came.
        Assert.Equal((HubHost.Start, HubHost.Start.AddHours(1), ExpirySource.Reply), (tokens.IssuedAt, tokens.ExpiresAt!.Value, tokens.ExpirySource));
        Assert.Equal(["read", "write"], tokens.Scopes!);
        Assert.DoesNotContain("at", tokens.ToString().Replace("TokenSet", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], bool> Encodings() => new()
    {
        { Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Plain)).ToArray(), true },
        { Encoding.Unicode.GetBytes(Plain), false },
        { Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(Plain)).ToArray(), false },
        { [.. Encoding.UTF8.GetBytes(Plain[..^1]), 0xC3, 0x28, (byte)'}'], false },
        { [0xFF, 0xFE], false },
        { [], false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A090_a_byte_order_mark_is_tolerated_and_other_encodings_are_not(byte[] body, bool isRead)
    {
        var reading = TokenResponseParser.Read(Samples.Platform, Samples.Answer(body), TokenCall.Code);
        Assert.Equal(isRead ? typeof(TokenReading.Success) : typeof(TokenReading.Unreadable), reading.GetType());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"str\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("access_token=at&token_type=bearer")]
    [InlineData("""{"access_token":"a b"}""")]
    [InlineData("""{"access_token":"a\r\nX: y"}""")]
    [InlineData("""{"access_token":"ä"}""")]
    [InlineData("""{"access_token":"\u0000"}""")]
    [InlineData("""{"access_token":"a\u007f"}""")]
    [InlineData("""{"access_token":["at"]}""")]
    [InlineData("""{"access_token":{"value":"at"}}""")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("""{"access_token":true}""")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":null}""")]
    public void A084_A097_what_holds_no_usable_access_token_is_unreadable(string body) =>
        Assert.IsType<TokenReading.Unreadable>(TokenResponseParser.Read(Samples.Platform, Samples.Answer(body), TokenCall.Code));

    [Fact]
    public void A098_an_access_token_may_have_32_KiB_and_no_more()
    {
        Assert.Equal(32 * 1024, Success(Samples.Answer($$"""{"access_token":"{{new string('a', 32 * 1024)}}"}""")).AccessToken.RevealSecret().Length);
        Assert.IsType<TokenReading.Unreadable>(TokenResponseParser.Read(Samples.Platform, Samples.Answer($$"""{"access_token":"{{new string('a', (32 * 1024) + 1)}}"}"""), TokenCall.Code));
    }

    [Fact]
    public void A100_a_document_nested_ten_thousand_deep_is_refused()
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var deep = $$"""{"access_token":"at","x":{{string.Concat(Enumerable.Repeat(open, 10_000))}}1{{string.Concat(Enumerable.Repeat(close, 10_000))}}}""";
            Assert.IsType<TokenReading.Unreadable>(TokenResponseParser.Read(Samples.Platform, Samples.Answer(deep), TokenCall.Code));
        }
    }

    [Theory]
    [InlineData("3600", 3600, ExpirySource.Reply)]
    [InlineData("\"3600\"", 3600, ExpirySource.Reply)]
    [InlineData("-1", 120, ExpirySource.Default)]
    [InlineData("0", 0, ExpirySource.Reply)]
    [InlineData("1e400", 31_536_000, ExpirySource.Reply)]
    [InlineData("\"abc\"", 120, ExpirySource.Default)]
    [InlineData("null", 120, ExpirySource.Default)]
    [InlineData("true", 120, ExpirySource.Default)]
    [InlineData("{}", 120, ExpirySource.Default)]
    public void A094_no_lifetime_costs_a_token(string expiresIn, int seconds, ExpirySource source)
    {
        var tokens = Success(Samples.Answer($$"""{"access_token":"at","expires_in":{{expiresIn}}}"""));
        Assert.Equal((HubHost.Start.AddSeconds(seconds), source), (tokens.ExpiresAt!.Value, tokens.ExpirySource));
    }

    [Fact]
    public void Without_any_word_about_it_a_token_has_no_known_end()
    {
        var tokens = Success(Samples.Answer("""{"access_token":"at"}"""), Samples.Platform with { Token = Samples.Platform.Token with { DefaultLifetimeSeconds = null } });
        Assert.Equal((null, ExpirySource.None), (tokens.ExpiresAt, tokens.ExpirySource));
    }

    [Theory]
    [InlineData("""{"access_token":"at"}""")]
    [InlineData("""{"access_token":"at","refresh_token":""}""")]
    [InlineData("""{"access_token":"at","refresh_token":null}""")]
    [InlineData("""{"access_token":"at","refresh_token":7}""")]
    [InlineData("""{"access_token":"at","refresh_token":"a\nb"}""")]
    public void A107_a_refresh_token_that_is_none_is_left_out(string body) => Assert.Null(Success(Samples.Answer(body)).RefreshToken);

    [Theory]
    [InlineData("""{"access_token":"at","token_type":7}""")]
    [InlineData("""{"access_token":"at","scope":7}""")]
    [InlineData("""{"access_token":"at","scope":{"read":true}}""")]
    [InlineData("""{"access_token":"at","id_token":""}""")]
    [InlineData("""{"access_token":"at","id_token":[1]}""")]
    [InlineData("""{"access_token":"at","refresh_token_expires_in":"never"}""")]
    [InlineData("""{"access_token":"at","error":null}""")]
    [InlineData("""{"access_token":"at","error":false}""")]
    [InlineData("""{"access_token":"at","error":""}""")]
    [InlineData("""{"access_token":"first","access_token":"at"}""")]
    [InlineData("""{"access_token":"at","name":"half a pair \ud83d"}""")]
    [InlineData("""{"access_token":"at","scope":"\udc00","token_type":"\ud800"}""")]
    public void A_weird_member_costs_no_token(string body) => Assert.Equal("at", Success(Samples.Answer(body)).AccessToken.RevealSecret());

    [Theory]
    [InlineData("mac")]
    [InlineData("DPoP")]
    [InlineData("PoP")]
    public void A096_a_token_of_a_type_that_cannot_be_used_is_said_to_be_so(string type) =>
        Assert.IsType<TokenReading.UnusableType>(TokenResponseParser.Read(Samples.Platform, Samples.Answer($$"""{"access_token":"at","token_type":"{{type}}"}"""), TokenCall.Code));

    [Theory]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/vnd.example+json", true)]
    [InlineData("text/javascript", true)]
    [InlineData("text/html", false)]
    [InlineData("text/plain", false)]
    [InlineData(null, false)]
    public void A089_the_content_type_must_say_JSON_unless_the_entry_lets_it_lie(string? type, bool isRead)
    {
        Assert.Equal(isRead, TokenResponseParser.Read(Samples.Platform, Samples.Answer(Plain, type: type), TokenCall.Code) is TokenReading.Success);
        var lenient = Samples.Platform with { Token = Samples.Platform.Token with { Response = new TokenResponseRules { IgnoresContentType = true } } };
        Assert.Equal("at", Success(Samples.Answer(Plain, type: type), lenient).AccessToken.RevealSecret());
    }

    [Fact]
    public void A083_a_form_is_read_where_the_entry_says_so()
    {
        var platform = Samples.Platform with { Token = Samples.Platform.Token with { Response = new TokenResponseRules { AcceptsForm = true } } };
        var tokens = Success(Samples.Answer("access_token=a%2Bt&expires_in=60&scope=read+write&token_type=bearer", type: "application/x-www-form-urlencoded"), platform);
        Assert.Equal("a+t", tokens.AccessToken.RevealSecret());
        Assert.Equal(HubHost.Start.AddMinutes(1), tokens.ExpiresAt);
        Assert.Equal(["read", "write"], tokens.Scopes!);
        Assert.Equal("at", Success(Samples.Answer(Plain), platform).AccessToken.RevealSecret());
        foreach (var bad in (string[])["", "no pairs", "a=1&b"]) Assert.IsType<TokenReading.Unreadable>(TokenResponseParser.Read(platform, Samples.Answer(bad), TokenCall.Code));
        Assert.IsType<TokenReading.Failure>(TokenResponseParser.Read(platform, Samples.Answer("error=bad_verification_code&error_description=x"), TokenCall.Code));
    }

    [Theory]
    [InlineData("\"invalid_grant\"", "^invalid_grant$")]
    [InlineData("\"INVALID_GRANT\"", "^invalid_grant$")]
    [InlineData("\"bad\\r\\n<script>_1.x-y\"", "^other-[0-9a-f]{8}$")]
    [InlineData("\"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\"", "^other-[0-9a-f]{8}$")]
    [InlineData("{\"code\":5}", "^(other-[0-9a-f]{8}|unknown_error)$")]
    public void An_error_code_that_nobody_knows_is_not_repeated(string error, string shown)
    {
        var failure = Assert.IsType<TokenReading.Failure>(TokenResponseParser.Read(Samples.Platform, Samples.Answer($$"""{"error":{{error}}}""", 400), TokenCall.Code));
        Assert.Matches(shown, failure.Error.Code);
    }

    [Fact]
    public void An_error_stands_above_a_token_in_the_same_answer() =>
        Assert.IsType<TokenReading.Failure>(TokenResponseParser.Read(Samples.Platform, Samples.Answer("""{"access_token":"at","error":"invalid_grant"}"""), TokenCall.Code));

    private static TokenSet Success(RawAnswer answer, Platform? platform = null) =>
        Assert.IsType<TokenReading.Success>(TokenResponseParser.Read(platform ?? Samples.Platform, answer, TokenCall.Code)).Tokens;
}
