using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Id tokens (OpenID Connect Core section 3.1.3.7): a login with a wrong one stores nothing and leaves nothing alive.</summary>
public sealed class IdTokenTests
{
    [Fact]
    public async Task A_right_id_token_says_who_the_account_is()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        var end = await FinishAsync(hub, issuer, nonce => FakeIssuer.Sign(issuer.Claims(nonce)));
        Assert.Equal("success", end["status"]);
        var account = (await hub.StoredAsync(end["connection"]!)).Account;
        Assert.Equal(("subject-1", "Somebody"), (account.Id, account.Name));
        Assert.DoesNotContain(issuer.IdToken!, hub.Logs.All, StringComparison.Ordinal);

        // Several audiences are right when we are among them and the authorized party.
        end = await FinishAsync(hub, issuer, nonce => FakeIssuer.Sign(With(issuer.Claims(nonce), ("aud", new JsonArray("other", FakeIssuer.ClientId)), ("azp", FakeIssuer.ClientId))));
        Assert.Equal("success", end["status"]);
    }

    public static TheoryData<string> Wrongs() =>
    [
        "none", "None", "no signature", "HS256 with the public key (PEM)", "HS256 with the public key (DER)", "another key", "a changed claim",
        "wrong aud", "no aud", "wrong iss", "iss with a slash", "expired", "no exp", "not yet", "wrong nonce", "no nonce", "nonce of another kind",
        "array aud with foreign azp", "array aud without azp", "one aud with foreign azp", "array aud of one with foreign azp", "no sub",
        "not a token", "three empty parts", "header that is no JSON", "five parts", "claims that are no object",
    ];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A071_a_wrong_id_token_stores_nothing(string wrong)
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        var end = await FinishAsync(hub, issuer, nonce => Make(wrong, issuer.Claims(nonce)));
        Assert.Equal(("error", "id_token_invalid"), (end["status"], end["reason"]));
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, issuer.Revocations);
        hub.NothingLogged(issuer.IdToken, "fake-access-token", "fake-refresh-token");
    }

    [Fact]
    public async Task A116_without_usable_keys_no_id_token_is_believed()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        var (right, ended) = (issuer.Keys!, 0);
        foreach (var (keys, key) in UselessKeys(right))
        {
            issuer.Keys = keys;
            hub.Clock.Advance(TimeSpan.FromMinutes(5)); // what was read before is kept so long
            var end = await FinishAsync(hub, issuer, nonce => FakeIssuer.Sign(With(issuer.Claims(nonce), ("exp", hub.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds())), key, key is null ? FakeIssuer.KeyId : "weak"));
            Assert.True(("error", "id_token_invalid") == (end["status"], end.GetValueOrDefault("reason")), keys?[..Math.Min(keys.Length, 100)]);
            Assert.Equal(++ended, issuer.Revocations);
            hub.NothingLogged(issuer.IdToken);
        }
        Assert.Empty(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A161_a_document_of_another_issuer_is_not_believed_and_its_keys_are_not_fetched()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        foreach (var name in (string[])["https://issuer.example", issuer.Address + "/", issuer.Address.ToUpperInvariant(), ""])
        {
            issuer.CallsItself = name;
            hub.Clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal("id_token_invalid", (await FinishAsync(hub, issuer, SignNow)).GetValueOrDefault("reason"));
        }
        Assert.Equal(0, issuer.KeyFetches);
        Assert.Empty(hub.Connections.Index.All);

        issuer.CallsItself = null;
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("success", (await FinishAsync(hub, issuer, SignNow))["status"]);

        string SignNow(string nonce) => FakeIssuer.Sign(With(issuer.Claims(nonce), ("exp", hub.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds())));
    }

    /// <summary>Key documents, and the key that signs; null: the issuer's.</summary>
    private static IEnumerable<(string? Keys, RSA? Signs)> UselessKeys(string right)
    {
        yield return (null, null);
        foreach (var keys in (string[])["{}", "[]", """{"keys":"none"}""", """{"keys":[{"kty":5}]}""", """{"keys":[{"kty":"RSA","use":"sig","kid":"key-1","n":"!!","e":"AQAB"}]}""", """{"keys":[7,null]}"""]) yield return (keys, null);
        yield return (right[..^1] + ",\"filler\":\"" + new string('x', 10 * 1024 * 1024) + "\"}", null);
        yield return (new JsonObject { ["keys"] = new JsonArray([.. Enumerable.Range(1, 101).Select(number => (JsonNode)FakeIssuer.PublicKey(FakeIssuer.Key, $"key-{number}"))]) }.ToJsonString(), null);
        foreach (var bits in (int[])[512, 1024])
        {
            var weak = RSA.Create(bits);
            yield return (new JsonObject { ["keys"] = new JsonArray(FakeIssuer.PublicKey(weak, "weak")) }.ToJsonString(), weak);
        }
        using var other = RSA.Create(2048);
        yield return (new JsonObject { ["keys"] = new JsonArray(FakeIssuer.PublicKey(other, FakeIssuer.KeyId), FakeIssuer.PublicKey(FakeIssuer.Key, FakeIssuer.KeyId)) }.ToJsonString(), null);
    }

    [Fact]
    public async Task A117_keys_are_fetched_once_for_everybody_and_for_unknown_ids_at_most_once_in_five_minutes()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        var (keys, client) = (hub.Get<IssuerKeys>(), hub.Get<PlatformClients>().Find("oidc", new Dictionary<string, string>())!);
        await FloodAsync(FakeIssuer.KeyId);
        Assert.Equal(1, issuer.KeyFetches);
        await FloodAsync("unknown");
        hub.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await FloodAsync("unknown");
        Assert.Equal(1, issuer.KeyFetches);
        hub.Clock.Advance(TimeSpan.FromTicks(1));
        await FloodAsync(FakeIssuer.KeyId);
        Assert.Equal(1, issuer.KeyFetches);
        await FloodAsync("unknown");
        Assert.Equal(2, issuer.KeyFetches);

        Task FloodAsync(string keyId) => Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(async () =>
            Assert.Single((await keys.FindAsync(client, keyId is "unknown" ? keyId + number : keyId, CancellationToken.None))!))));
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_found_when_it_signs()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await issuer.StartHubAsync(folder);
        Assert.Equal("success", (await FinishAsync(hub, issuer, nonce => FakeIssuer.Sign(issuer.Claims(nonce))))["status"]);
        using var next = RSA.Create(2048);
        issuer.Keys = new JsonObject { ["keys"] = new JsonArray(FakeIssuer.PublicKey(next, "key-2")) }.ToJsonString();
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        var end = await FinishAsync(hub, issuer, nonce => FakeIssuer.Sign(With(issuer.Claims(nonce), ("exp", HubHost.Start.AddMinutes(10).ToUnixTimeSeconds())), next, "key-2"));
        Assert.Equal("success", end["status"]);
        Assert.Equal(2, issuer.KeyFetches);
    }

    internal static string Make(string wrong, JsonObject claims) => wrong switch
    {
        "none" => FakeIssuer.Unsigned(claims),
        "None" => FakeIssuer.Unsigned(claims, "None"),
        "no signature" => FakeIssuer.Unsigned(claims, "RS256"),
        "HS256 with the public key (PEM)" => FakeIssuer.SignWithThePublicKey(claims, Encoding.ASCII.GetBytes(FakeIssuer.Key.ExportSubjectPublicKeyInfoPem())),
        "HS256 with the public key (DER)" => FakeIssuer.SignWithThePublicKey(claims, FakeIssuer.Key.ExportSubjectPublicKeyInfo()),
        "another key" => SignWithAnother(claims),
        "a changed claim" => FakeIssuer.Unsigned(With(claims.DeepClone().AsObject(), ("sub", "subject-2")), "RS256").Split('.')[0] + "." + FakeIssuer.Unsigned(With(claims.DeepClone().AsObject(), ("sub", "subject-2"))).Split('.')[1] + "." + FakeIssuer.Sign(claims).Split('.')[2],
        "wrong aud" => FakeIssuer.Sign(With(claims, ("aud", "another-client"))),
        "no aud" => FakeIssuer.Sign(With(claims, ("aud", null))),
        "wrong iss" => FakeIssuer.Sign(With(claims, ("iss", "https://issuer.example"))),
        "iss with a slash" => FakeIssuer.Sign(With(claims, ("iss", claims["iss"] + "/"))),
        "expired" => FakeIssuer.Sign(With(claims, ("exp", HubHost.Start.AddSeconds(-61).ToUnixTimeSeconds()))),
        "no exp" => FakeIssuer.Sign(With(claims, ("exp", null))),
        "not yet" => FakeIssuer.Sign(With(claims, ("nbf", HubHost.Start.AddSeconds(61).ToUnixTimeSeconds()))),
        "wrong nonce" => FakeIssuer.Sign(With(claims, ("nonce", claims["nonce"] + "x"))),
        "no nonce" => FakeIssuer.Sign(With(claims, ("nonce", null))),
        "nonce of another kind" => FakeIssuer.Sign(With(claims, ("nonce", new JsonArray((string)claims["nonce"]!)))),
        "array aud with foreign azp" => FakeIssuer.Sign(With(claims, ("aud", new JsonArray(FakeIssuer.ClientId, "other")), ("azp", "other"))),
        "array aud without azp" => FakeIssuer.Sign(With(claims, ("aud", new JsonArray(FakeIssuer.ClientId, "other")))),
        "one aud with foreign azp" => FakeIssuer.Sign(With(claims, ("azp", "other"))),
        "array aud of one with foreign azp" => FakeIssuer.Sign(With(claims, ("aud", new JsonArray(FakeIssuer.ClientId)), ("azp", "other"))),
        "no sub" => FakeIssuer.Sign(With(claims, ("sub", null))),
        "not a token" => "not a token",
        "three empty parts" => "..",
        "header that is no JSON" => "bm90LWpzb24.e30.c2ln",
        "five parts" => "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d",
        "claims that are no object" => FakeIssuer.Sign(claims).Split('.')[0] + ".W10.c2ln",
        _ => throw new InvalidOperationException(wrong),
    };

    private static string SignWithAnother(JsonObject claims)
    {
        using var other = RSA.Create(2048);
        return FakeIssuer.Sign(claims, other);
    }

    private static JsonObject With(JsonObject claims, params (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null) claims.Remove(name);
            else claims[name] = value;
        }
        return claims;
    }

    /// <summary>A login whose answer is the token that the test makes for its nonce.</summary>
    private static async Task<Dictionary<string, string?>> FinishAsync(HubHost hub, FakeIssuer issuer, Func<string, string> idToken)
    {
        await hub.Browser.SignInAsync();
        var request = Browser.Query(await hub.Browser.BeginAsync("oidc"));
        issuer.IdToken = idToken(request["nonce"]!);
        return await hub.Browser.FinishAsync(new Uri($"/auth/oidc/callback?code=any-code&state={request["state"]}", UriKind.Relative));
    }
}
