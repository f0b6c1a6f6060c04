using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Registration;

/// <summary>A login that could only end in the platform's error does not begin.</summary>
public sealed class RedirectLoginTests
{
    [Fact]
    public async Task A_person_reads_what_is_wrong_before_the_platform_says_it_worse()
    {
        await using var hub = await StartAsync();
        var page = await hub.Browser.GetAsync("/auth/linkedin/login");
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Contains("LinkedIn accepts only https addresses", page.Body, StringComparison.Ordinal);
        Assert.Contains("OAuthHub:PublicUrl", page.Body, StringComparison.Ordinal);
        var problem = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/linkedin/login");
        Assert.Equal((HttpStatusCode.Conflict, "redirect_not_accepted"), (problem.Status, problem.Code));
        Assert.Contains(hub.Address, problem.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_fits_the_rules_goes_on()
    {
        await using var hub = await StartAsync(("OAuthHub:Platforms:linkedin:Registration:RedirectRules:0", "https_except_loopback"));
        Assert.Equal("www.linkedin.com", (await hub.Browser.BeginAsync("linkedin")).Host);
    }

    [Fact]
    public async Task A_rule_that_is_no_longer_true_is_taken_away_by_configuration()
    {
        await using var hub = await StartAsync(("OAuthHub:Platforms:linkedin:Registration:RedirectRules", ""));
        Assert.Equal("www.linkedin.com", (await hub.Browser.BeginAsync("linkedin")).Host);
    }

    [Theory]
    [InlineData("{hub}/sandbox/authorize")]
    [InlineData("http://127.0.0.1:9/authorize")]
    public async Task Where_a_practice_server_stands_in_for_the_platform_its_rules_do_not_count(string authorization)
    {
        await using var hub = await StartAsync(("OAuthHub:Platforms:linkedin:Authorization:Url", authorization));
        Assert.Equal("127.0.0.1", (await hub.Browser.BeginAsync("linkedin")).Host);
    }

    private static async Task<HubHost> StartAsync(params (string Key, string? Value)[] settings)
    {
        var hub = await HubHost.StartAsync(new HubSetup
        {
            Settings = settings.Append(("OAuthHub:Platforms:linkedin:ClientId", "id")).Append(("OAuthHub:Platforms:linkedin:ClientSecret", "secret")).ToDictionary(one => one.Item1, one => one.Item2),
        });
        await hub.Browser.SignInAsync();
        return hub;
    }
}
