using OAuthHub.Api.Auth;

namespace OAuthHub.Tests.Auth;

public sealed class ReturnPathTests
{
    [Theory]
    [InlineData(null, "/dashboard")]
    [InlineData("/dashboard", "/dashboard")]
    [InlineData("/dashboard/connections", "/dashboard/connections")]
    [InlineData("/dashboard?tab=all", "/dashboard?tab=all")]
    [InlineData("/dashboard/a.b-c_d~e", "/dashboard/a.b-c_d~e")]
    public void A_path_of_the_dashboard_is_allowed(string? asked, string path) => Assert.Equal(path, ReturnPath.Check(asked));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("dashboard")]
    [InlineData("/Dashboard")]
    [InlineData("/dashboardx")]
    [InlineData("/dashboard.evil.example")]
    [InlineData("/dashboard@evil.example")]
    [InlineData("//dashboard/")]
    [InlineData("///evil.example/dashboard")]
    [InlineData("/dashboard//evil.example")]
    [InlineData("/dashboard?next=//evil.example")]
    [InlineData("/dashboard/\\evil.example")]
    [InlineData("/dashboard/../api")]
    [InlineData("/dashboard/%2e%2e/api")]
    [InlineData("/dashboard/%2F%2Fevil.example")]
    [InlineData("/dashboard#fragment")]
    [InlineData("/dashboard/\t/evil")]
    [InlineData("/dashboard/\r\nSet-Cookie:x")]
    [InlineData("/dashboard/\0")]
    [InlineData("/dashboard/\u007f")]
    [InlineData("/dashboard/ü")]
    [InlineData("/dashboard/\u2028")]
    [InlineData("https://evil.example/dashboard/")]
    [InlineData("javascript:alert(1)")]
    public void Anything_else_is_refused(string asked) => Assert.Null(ReturnPath.Check(asked));

    [Theory]
    [InlineData("/dashboard?status=success", "/dashboard?status=error&reason=x")]
    [InlineData("/dashboard?STATUS=success&tab=all&reason=y&platform=github&connection=con_1", "/dashboard?tab=all&status=error&reason=x")]
    [InlineData("/dashboard?", "/dashboard?status=error&reason=x")]
    [InlineData("/dashboard?status", "/dashboard?status=error&reason=x")]
    public void A_link_cannot_say_in_the_hubs_place_how_the_flow_ended(string path, string whole) => Assert.Equal(whole, ReturnPath.With(path, ("status", "error"), ("reason", "x")));

    [Fact]
    public void It_may_be_512_characters_long_and_no_longer()
    {
        var longest = "/dashboard/" + new string('a', 512 - "/dashboard/".Length);
        Assert.Equal(longest, ReturnPath.Check(longest));
        Assert.Null(ReturnPath.Check(longest + "a"));
    }

    [Theory]
    [InlineData("/dashboard", "/dashboard?status=error&reason=a%26b%3D1")]
    [InlineData("/dashboard?tab=all", "/dashboard?tab=all&status=error&reason=a%26b%3D1")]
    public void What_is_appended_is_encoded(string path, string whole) => Assert.Equal(whole, ReturnPath.With(path, ("status", "error"), ("reason", "a&b=1")));
}
