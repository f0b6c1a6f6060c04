using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary>A certified authorization server, known to the hub by nothing but a JSON file.</summary>
public sealed class OidcProviderTests
{
    [RequiresToolFact("node")]
    public async Task A_platform_added_by_a_file_is_connected_refreshed_and_revoked()
    {
        await using var rig = await Rig.StartAsync();
        var (hub, provider) = (rig.Hub, rig.Provider);
        var end = await hub.Browser.FinishAsync(await FollowAsync(hub));
        Assert.True(end["status"] == "success", string.Join(' ', end));
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.Equal(("ada", "ada of oidc-provider"), (connection.Account.Id, connection.Account.Name));
        Assert.True(connection.Tokens!.HasRefreshToken);

        var first = (await hub.Agent.ReadAsync("certified")).Ok().AccessToken;
        Assert.Equal(HttpStatusCode.OK, await AskAsync(provider, first));
        Reply second = null!;
        await Waiting.UntilAsync(async () => (second = (await hub.Agent.RefreshAsync("certified")).Ok()).AccessToken != first);
        var refreshed = await hub.StoredAsync(connection.Id);
        Assert.NotEqual(connection.Tokens.RefreshToken, refreshed.Tokens!.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(provider, second.AccessToken));

        var gone = (await hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{connection.Id}")).Ok();
        Assert.True(gone.Json.GetProperty("revoked_at_provider").GetBoolean());
        var client = hub.Get<PlatformClients>().Find(refreshed)!;
        var spent = await hub.Get<TokenEndpoint>().RefreshAsync(client, refreshed.Tokens.RefreshToken, refreshed.Tokens.AccessToken, CancellationToken.None);
        Assert.Equal(400, Assert.IsType<TokenAnswer.Received>(spent).Raw.Status);
        Assert.Equal(ConnectionState.Revoked, (await hub.StoredAsync(connection.Id)).State);
    }

    [RequiresToolFact("node")]
    public async Task A_spent_refresh_token_is_refused_there_and_the_hub_says_that_the_grant_is_over()
    {
        await using var rig = await Rig.StartAsync();
        var hub = rig.Hub;
        var end = await hub.Browser.FinishAsync(await FollowAsync(hub));
        var first = await hub.StoredAsync(end["connection"]!);
        await Waiting.UntilAsync(async () =>
        {
            (await hub.Agent.RefreshAsync("certified")).Ok();
            return (await hub.StoredAsync(first.Id)).TokenGeneration == 2;
        });

        // Somebody who had copied the first token shows it again: the provider ends the whole family.
        var client = hub.Get<PlatformClients>().Find(first)!;
        var reused = await hub.Get<TokenEndpoint>().RefreshAsync(client, first.Tokens!.RefreshToken, first.Tokens.AccessToken, CancellationToken.None);
        Assert.Equal(400, Assert.IsType<TokenAnswer.Received>(reused).Raw.Status);
        Reply refused = null!;
        await Waiting.UntilAsync(async () => (refused = await hub.Agent.RefreshAsync("certified")).Status is HttpStatusCode.Conflict);
        Assert.Equal(("needs_reconnect", "grant_revoked"), (refused.Code, refused.Json.GetProperty("reason").GetString()));
    }

    [RequiresToolFact("node")]
    public async Task An_id_token_of_another_issuer_than_the_file_names_ends_the_login_and_nothing_is_stored()
    {
        await using var rig = await Rig.StartAsync(idTokenIssuer: "https://another.example");
        var end = await rig.Hub.Browser.FinishAsync(await FollowAsync(rig.Hub));
        Assert.Equal(("error", "id_token_invalid"), (end["status"], end["reason"]));
        Assert.Equal(0, rig.Hub.Connections.Index.Count);
    }

    [RequiresToolFact("node")]
    public async Task With_every_modern_option_demanded_an_account_is_connected_read_refreshed_called_and_revoked()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var rig = await Rig.StartAsync(key: key);
        var hub = rig.Hub;
        var login = await hub.Browser.BeginAsync("certified");
        Assert.Equal(["client_id", "request_uri"], QueryHelpers.ParseQuery(login.Query).Keys.Order(StringComparer.Ordinal));
        var end = await hub.Browser.FinishAsync(await FollowAsync(hub));
        Assert.True(end["status"] == "success", string.Join(' ', end));
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.Equal(("ada", "DPoP"), (connection.Account.Id, connection.Tokens!.TokenType));

        // A token alone is worth nothing there; with the hub's proof, and a nonce of the provider's, it is.
        var first = (await hub.Agent.ReadAsync("certified")).Ok().AccessToken;
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(rig.Provider, first));
        Assert.Equal("ada", (await hub.Agent.SendAsync(HttpMethod.Get, "/proxy/certified/me")).Ok().Json.GetProperty("sub").GetString());
        Reply second = null!;
        await Waiting.UntilAsync(async () => (second = (await hub.Agent.RefreshAsync("certified")).Ok()).AccessToken != first);
        Assert.NotEqual(connection.Tokens.RefreshToken, (await hub.StoredAsync(connection.Id)).Tokens!.RefreshToken);
        Assert.Equal("ada", (await hub.Agent.SendAsync(HttpMethod.Get, "/proxy/certified/me")).Ok().Json.GetProperty("sub").GetString());
        Assert.True((await hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{connection.Id}")).Ok().Json.GetProperty("revoked_at_provider").GetBoolean());
        await hub.AssertNoneLoggedAsync(first, second.AccessToken, key.ExportPkcs8PrivateKeyPem().Split('\n')[1]);
    }

    /// <summary>Goes wherever the provider sends the browser, until that is the hub's callback.</summary>
    private static async Task<Uri> FollowAsync(HubHost hub)
    {
        var at = await hub.Browser.BeginAsync("certified");
        for (var step = 0; step < 10; step++)
        {
            var reply = await hub.Browser.GetAsync(at.AbsoluteUri);
            Assert.True(reply.Headers.Location is not null, $"{(int)reply.Status} {reply.Body}");
            at = new Uri(at, reply.Headers.Location!);
            if (at.AbsolutePath.EndsWith("/callback", StringComparison.Ordinal)) return at;
        }
        throw new InvalidOperationException("The provider sends the browser round and round.");
    }

    private static async Task<HttpStatusCode> AskAsync(OidcProvider provider, string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var reply = await http.GetAsync(new Uri(provider.Issuer + "/me"));
        return reply.StatusCode;
    }

    /// <param name="client">Members of the entry that say how the client shows who it is.</param>
    private static string Entry(string issuer, string openId, string client) => $$"""
        {
          "id": "certified",
          "name": "Certified provider",
          "category": "other",
          "authorization": {
            "url": "{{issuer}}/auth",
            "scopes": ["openid", "profile", "offline_access"],
            "pkce": "required",
            "parameters": { "prompt": "consent" },
            "issuerParameter": "required",
            "issuer": "{{issuer}}"{{(client.Contains("par", StringComparison.Ordinal) ? $", \"pushedUrl\": \"{issuer}/request\"" : "")}}
          },
          {{client}},
          "token": { "url": "{{issuer}}/token" },
          "refresh": { "rotation": "rotates", "leeway": "none", "reuseRevokesGrant": true },
          "account": { "lookup": { "url": "{{issuer}}/me" }, "id": "sub", "name": "name", "avatar": "picture" },
          "revocation": { "url": "{{issuer}}/token/revocation", "method": "POST", "authorization": "{{(client.Contains("par", StringComparison.Ordinal) ? "client_post" : "client_basic")}}" },
          "openId": {{openId}},
          "docs": { "url": "https://example.com/docs", "checked": "2026-11-25", "confidence": "high" }
        }
        """;

    /// <summary>The provider, and a hub that has its file.</summary>
    private sealed record Rig(OidcProvider Provider, HubHost Hub, TemporaryFolder Folder) : IAsyncDisposable
    {
        /// <param name="idTokenIssuer">What the file says of id tokens, if not the truth.</param>
        /// <param name="key">The client's; given, the provider demands everything modern.</param>
        public static async Task<Rig> StartAsync(string? idTokenIssuer = null, ECDsa? key = null)
        {
            var folder = new TemporaryFolder();
            var port = FreePort.Find();
            var provider = await OidcProvider.StartAsync($"http://127.0.0.1:{port}/auth/certified/callback", accessTokenSeconds: 12, key is null ? null : JwkOf(key));
            Directory.CreateDirectory(folder.File("platforms"));
            await File.WriteAllTextAsync(folder.File("platforms/certified.json"), Entry(provider.Issuer, idTokenIssuer is null
                ? $$"""{ "issuer": "{{provider.Issuer}}" }"""
                : $$"""{ "issuer": "{{idTokenIssuer}}", "jwksUrl": "{{provider.Issuer}}/jwks" }""", key is null
                ? """ "client": { "authentication": "client_secret_basic" } """
                : $$""" "client": { "authentication": "private_key_jwt", "assertionAudience": "issuer" }, "quirks": ["par", "dpop"], "api": { "baseUrl": "{{provider.Issuer}}" } """));
            var hub = await HubHost.StartAsync(new HubSetup
            {
                Folder = folder,
                RealTime = true,
                Settings =
                {
                    ["urls"] = $"http://127.0.0.1:{port}",
                    ["OAuthHub:Platforms:certified:ClientId"] = OidcProvider.ClientId,
                    [key is null ? "OAuthHub:Platforms:certified:ClientSecret" : "OAuthHub:Platforms:certified:PrivateKey"] = key?.ExportPkcs8PrivateKeyPem() ?? OidcProvider.ClientSecret,
                },
            });
            await hub.Browser.SignInAsync();
            return new Rig(provider, hub, folder);
        }

        private static string JwkOf(ECDsa key)
        {
            var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false))));
            return JsonSerializer.Serialize(new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, kid = Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint()), use = "sig", alg = "ES256" });
        }

        public async ValueTask DisposeAsync()
        {
            await Hub.DisposeAsync();
            await Provider.DisposeAsync();
            Folder.Dispose();
        }
    }
}
