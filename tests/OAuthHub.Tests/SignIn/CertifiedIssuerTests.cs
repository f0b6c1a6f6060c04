using OAuthHub.Tests.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.SignIn;

/// <summary>The same at an issuer that nobody here wrote.</summary>
public sealed class CertifiedIssuerTests
{
    [RequiresToolFact("node")]
    public async Task A_person_signs_in_at_a_certified_provider()
    {
        var port = FreePort.Find();
        await using var provider = await OidcProvider.StartAsync($"http://127.0.0.1:{port}/signin/oidc/callback", accessTokenSeconds: 60);
        await using var hub = await HubHost.StartAsync(new HubSetup
        {
            RealTime = true,
            Settings = OidcRig.Settings(provider.Issuer, ("ClientId", OidcProvider.ClientId), ("ClientSecret", OidcProvider.ClientSecret), ("AllowedUsers", "ada"), ("Operators", "grace"), ("Name", "The certified one"))
                .Append(new("urls", $"http://127.0.0.1:{port}")).ToDictionary(),
        });
        Assert.Equal("/dashboard/agents", await FollowAsync(hub, "/signin/oidc?return_to=/dashboard/agents"));
        var session = await OidcRig.SessionAsync(hub.Browser);
        Assert.Equal(("ada", "person"), (session.GetProperty("user").GetString(), session.GetProperty("role").GetString()));
    }

    /// <summary>Goes wherever the provider sends the browser, until that is the dashboard.</summary>
    private static async Task<string> FollowAsync(HubHost hub, string path)
    {
        var at = new Uri(new Uri(hub.Address), path);
        for (var step = 0; step < 12; step++)
        {
            var reply = await hub.Browser.GetAsync(at.AbsoluteUri);
            Assert.True(reply.Headers.Location is not null, $"{(int)reply.Status} {reply.Body}");
            at = new Uri(at, reply.Headers.Location!);
            if (at.AbsolutePath.StartsWith("/dashboard", StringComparison.Ordinal)) return at.PathAndQuery;
        }
        throw new InvalidOperationException("The provider sends the browser round and round.");
    }
}
