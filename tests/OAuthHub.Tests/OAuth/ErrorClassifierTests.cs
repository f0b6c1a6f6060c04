using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Tests.OAuth;

public sealed class ErrorClassifierTests
{
    [Theory]
    [InlineData(400, "invalid_grant", ErrorMeaning.GrantGone)]
    [InlineData(401, "INVALID_GRANT", ErrorMeaning.GrantGone)]
    [InlineData(200, "invalid_grant", ErrorMeaning.GrantGone)]
    [InlineData(401, "invalid_client", ErrorMeaning.AppRegistration)]
    [InlineData(400, "unauthorized_client", ErrorMeaning.AppRegistration)]
    [InlineData(400, "unsupported_grant_type", ErrorMeaning.AppRegistration)]
    [InlineData(400, "invalid_request", ErrorMeaning.AppRegistration)]
    [InlineData(400, "invalid_scope", ErrorMeaning.Scope)]
    [InlineData(400, "interaction_required", ErrorMeaning.ReauthRequired)]
    [InlineData(400, "temporarily_unavailable", ErrorMeaning.Temporary)]
    [InlineData(400, "something_new", ErrorMeaning.Temporary)] // an unknown error never kills a grant
    [InlineData(429, "invalid_grant", ErrorMeaning.Temporary)]
    [InlineData(500, "invalid_grant", ErrorMeaning.Temporary)]
    [InlineData(503, "invalid_client", ErrorMeaning.Temporary)]
    public void The_standard_codes_have_their_meaning_and_an_outage_never_ends_a_grant(int status, string code, ErrorMeaning meaning)
    {
        Assert.Equal(meaning, ErrorClassifier.Classify(Samples.Platform, TokenCall.Refresh, status, code, null, null));
        Assert.Equal(meaning, ErrorClassifier.Classify(Samples.Platform, TokenCall.Code, status, code, null, "whatever"));
    }

    [Fact]
    public void An_entrys_rules_come_first_and_from_top_to_bottom()
    {
        var platform = With(
            new ErrorRule { Error = "190/463", Means = ErrorMeaning.ReauthRequired },
            new ErrorRule { Error = "190", Status = 400, Means = ErrorMeaning.GrantGone },
            new ErrorRule { Error = "invalid_request", DescriptionContains = "token is expired", Means = ErrorMeaning.GrantGone },
            new ErrorRule { Status = 403, At = "refresh", Means = ErrorMeaning.Temporary },
            new ErrorRule { Status = 403, Means = ErrorMeaning.AppRegistration });
        Assert.Equal(ErrorMeaning.ReauthRequired, ErrorClassifier.Classify(platform, TokenCall.Refresh, 400, "190", "463", null));
        Assert.Equal(ErrorMeaning.GrantGone, ErrorClassifier.Classify(platform, TokenCall.Refresh, 400, "190", "460", null));
        Assert.Equal(ErrorMeaning.Temporary, ErrorClassifier.Classify(platform, TokenCall.Refresh, 401, "190", "460", null));
        Assert.Equal(ErrorMeaning.GrantGone, ErrorClassifier.Classify(platform, TokenCall.Refresh, 400, "Invalid_Request", null, "The Token Is Expired."));
        Assert.Equal(ErrorMeaning.AppRegistration, ErrorClassifier.Classify(platform, TokenCall.Refresh, 400, "invalid_request", null, null));
        Assert.Equal(ErrorMeaning.Temporary, ErrorClassifier.Classify(platform, TokenCall.Refresh, 403, "invalid_grant", null, null));
        Assert.Equal(ErrorMeaning.AppRegistration, ErrorClassifier.Classify(platform, TokenCall.Code, 403, "invalid_grant", null, null));
    }

    private static Platform With(params ErrorRule[] rules) => Samples.Platform with { Errors = new ErrorRules { Rules = rules } };
}
