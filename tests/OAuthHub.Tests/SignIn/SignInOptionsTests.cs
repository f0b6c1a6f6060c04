using Microsoft.Extensions.Options;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.SignIn;

/// <summary>A way to sign in that cannot be meant stops the start, with the key and the remedy named.</summary>
public sealed class SignInOptionsTests
{
    [Theory]
    [InlineData("Issuer", "http://login.example.com", "https")]
    [InlineData("Issuer", "https://login.example.com/?tenant=1", "without query")]
    [InlineData("Issuer", null, "is not set")]
    [InlineData("ClientId", null, "ClientId is not set")]
    [InlineData("AllowedUsers", "", "nobody could sign in")]
    [InlineData("AllowedUsers", "*", "has '*'")]
    [InlineData("AllowedUsers", "@", "has '@'")]
    [InlineData("Scopes", "profile", "has no openid")]
    [InlineData("SessionHours", "0", "Give 1 to 720")]
    public async Task A_wrong_setting_of_the_issuer_stops_the_start(string key, string? value, string says)
    {
        var settings = OidcRig.Settings("https://login.example.com", ("Operators", null), (key, value));
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Settings = settings }));
        Assert.Contains("OAuthHub:SignIn:Oidc:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Development_an_issuer_on_this_machine_needs_https_too()
    {
        var settings = OidcRig.Settings("http://127.0.0.1:9");
        settings["OAuthHub:PublicUrl"] = "http://localhost:8400";
        settings["OAuthHub:MasterKey"] = Convert.ToBase64String(new byte[32]);
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Environment = "Production", Settings = settings }));
        Assert.Contains("OAuthHub:SignIn:Oidc:Issuer", refusal.Message, StringComparison.Ordinal);
    }
}
