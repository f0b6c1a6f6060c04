using OAuthHub.Core;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Hosting;

/// <summary><c>OAuthHub:SecretsDirectory</c>: settings from mounted files.</summary>
public sealed class SecretFileTests
{
    [Fact]
    public async Task A_file_is_a_setting_and_stands_above_the_others()
    {
        using var secrets = new TemporaryFolder();
        await File.WriteAllTextAsync(secrets.File("OAuthHub__SignInToken"), "sign-in-token-of-a-file\n");
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:SecretsDirectory"] = secrets.Path } });
        Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await hub.Browser.GetAsync("/signin?t=sign-in-token-of-a-file")).Status);
        await hub.AssertNoneLoggedAsync("sign-in-token-of-a-file");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:SecretsDirectory"] = "/no/such/folder" } }));
        Assert.Contains("OAuthHub:SecretsDirectory", refusal.Message, StringComparison.Ordinal);
    }
}
