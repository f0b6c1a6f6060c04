using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Where a code could be taken from one login into another: between entries (COAT), past PKCE, and where there is none.</summary>
public sealed class CodeAttackTests
{
    [Fact]
    public async Task A048_an_entry_with_a_real_consent_page_and_a_token_endpoint_of_its_own_gets_no_code_of_another()
    {
        await using var attacker = WireServer.Silent();
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "lookalike", entry => entry["token"]!["url"] = attacker.Address + "/token"); // its consent page is the sandbox's
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("lookalike") });
        await hub.Browser.SignInAsync();
        var (real, fake) = (await hub.Browser.BeginAsync(), await hub.Browser.BeginAsync("lookalike"));
        // A platform that compares redirect URIs, as all must, refuses the one of the other entry.
        Assert.Equal((hub.Address + "/auth/sandbox/callback", hub.Address + "/auth/lookalike/callback"), (Browser.Query(real)["redirect_uri"], Browser.Query(fake)["redirect_uri"]));

        var (ofReal, ofFake) = (await hub.Browser.ApproveAsync(real), await hub.Browser.ApproveAsync(fake));
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(Swap(ofReal, "sandbox", "lookalike"), "platform_mismatch");
        await hub.Browser.RefusedAsync(Swap(ofFake, "lookalike", "sandbox"), "platform_mismatch");
        Assert.Equal(before with { LoginStates = before.LoginStates - 2 }, await Effects.TakeAsync(hub));
        Assert.Equal((0, 0), (attacker.Connections, attacker.Received));
        hub.NothingLogged(Browser.Query(ofReal)["code"], Browser.Query(ofFake)["code"]);

        static Uri Swap(Uri callback, string from, string to) => new(callback.AbsoluteUri.Replace($"/auth/{from}/", $"/auth/{to}/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A050_no_metadata_talk_the_hub_out_of_S256()
    {
        await using var issuer = await FakeIssuer.StartAsync(); // its metadata name plain alone
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        await hub.Browser.SignInAsync();
        for (var time = 1; time <= 2; time++) // and not after a failure either
        {
            var request = Browser.Query(await hub.Browser.BeginAsync("oidc"));
            Assert.Equal(("S256", 43), (request["code_challenge_method"], request["code_challenge"]!.Length));
            issuer.IdToken = "no id token";
            await hub.Browser.RefusedAsync(new Uri($"{hub.Address}/auth/oidc/callback?code=any-code&state={request["state"]}"), "id_token_invalid");
            Assert.NotEqual(request["code_challenge"], issuer.LastExchange["code_verifier"]);
            Assert.Equal(time, issuer.Exchanges);
            hub.NothingLogged(issuer.LastExchange["code_verifier"]);
        }
        Assert.Empty(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A051_without_PKCE_the_state_is_bound_to_the_browser_and_the_id_token_to_its_nonce()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.KnowsPkce = false;
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        await hub.Browser.SignInAsync();
        var victims = Browser.Query(await hub.Browser.BeginAsync("oidc"));
        Assert.DoesNotContain("code_challenge", victims.Keys);
        using var thief = hub.NewBrowser();
        await thief.SignInAsync();
        var thiefs = Browser.Query(await thief.BeginAsync("oidc"));
        issuer.IdToken = FakeIssuer.Sign(issuer.Claims(victims["nonce"]!)); // what the victim's code is answered with
        await thief.RefusedAsync(new Uri($"{hub.Address}/auth/oidc/callback?code=the-victims-code&state={victims["state"]}"), "state_session_mismatch");
        Assert.Equal(0, issuer.Exchanges);
        await thief.RefusedAsync(new Uri($"{hub.Address}/auth/oidc/callback?code=the-victims-code&state={thiefs["state"]}"), "id_token_invalid");
        Assert.Equal((1, 1), (issuer.Exchanges, issuer.Revocations));
        Assert.DoesNotContain("code_verifier", issuer.LastExchange.Keys);
        Assert.Empty(hub.Connections.Index.All);
        hub.NothingLogged("the-victims-code", issuer.IdToken);

        // Where there is no id token either, what is left is said on the platform's page.
        var without = hub.Get<PlatformCatalog>().All.Count(platform => platform is { Kind: PlatformKind.OAuth2, Authorization.Pkce: PkceMode.None } && platform.Id is not "oidc");
        Assert.Equal(without, Regex.Count(await File.ReadAllTextAsync(Repository.File("docs", "platforms.md")), @"\*\*PKCE:\*\* not used: .* The code is protected by the client secret and the state\.", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }
}
