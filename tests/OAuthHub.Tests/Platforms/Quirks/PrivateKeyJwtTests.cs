using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>A key in place of the client secret (RFC 7523).</summary>
public sealed class PrivateKeyJwtTests
{
    [Theory]
    [InlineData("EC")]
    [InlineData("RSA")]
    public async Task A_client_with_a_key_connects_refreshes_and_revokes_and_each_assertion_is_new(string kind)
    {
        var (pem, jwk) = Key(kind);
        await using var rig = await StrictRig.StartAsync(await StrictServer.StartAsync(), pem);
        rig.Server.ClientJwk = jwk;
        var connection = await rig.Hub.ConnectAsync("strict");
        (await rig.Hub.Agent.RefreshAsync("strict")).Ok();
        (await rig.Hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{connection.Id}")).Ok();
        rig.AssertNoObjection();
        Assert.Equal(["/authorize", "/token", "/me", "/token", "/revoke"], rig.Server.Paths);
        await rig.Hub.AssertNoneLoggedAsync(pem.Split('\n')[1]);
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_know_connects_nothing()
    {
        await using var rig = await StrictRig.StartAsync(await StrictServer.StartAsync(), Key("EC").Pem);
        rig.Server.ClientJwk = Key("EC").Jwk;
        await rig.Hub.Browser.SignInAsync();
        Assert.Equal("platform_error", (await rig.Hub.Browser.ConnectAsync("strict"))["reason"]);
        Assert.Equal(["/token: kid"], rig.Server.Objections);
    }

    [Fact]
    public async Task The_audience_is_the_issuer_where_the_entry_says_so()
    {
        var (pem, jwk) = Key("EC");
        var server = await StrictServer.StartAsync();
        await using var rig = await StrictRig.StartAsync(server, pem, entry => entry["client"]!["assertionAudience"] = "issuer");
        (server.ClientJwk, server.Audience) = (jwk, server.Address);
        await rig.Hub.ConnectAsync("strict");
        rig.AssertNoObjection();
    }

    [Theory]
    [InlineData(true, true, "client_secret")]
    [InlineData(false, true, "client_assertion")]
    public void Where_a_key_is_an_alternative_it_stands_in_for_a_secret_that_is_missing(bool hasSecret, bool hasKey, string sent)
    {
        var client = Samples.Client(Samples.Platform with { Client = new ClientRules { Alternatives = [ClientAuthentication.PrivateKeyJwt] } }, secret: hasSecret ? "secret" : null);
        client = client with { Registration = client.Registration with { PrivateKey = hasKey ? new PrivateKey(Key("EC").Pem) : null } };
        var parameters = new List<(string Name, string Value)>();
        Assert.Null(ClientAuthenticator.Apply(client, parameters));
        Assert.Contains(sent, parameters.Select(pair => pair.Name));
        Assert.DoesNotContain(hasSecret ? "client_assertion" : "client_secret", parameters.Select(pair => pair.Name));
    }

    [Fact]
    public void A_certificate_beside_the_key_names_it_and_the_signature_is_pss()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=hub", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(HubHost.Start, HubHost.Start.AddYears(1));
        using var key = SigningKey.TryRead(rsa.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem())!;
        Assert.Equal(("PS256", "x5t#S256", Base64UrlEncoder.Encode(SHA256.HashData(certificate.RawData))), (key.Algorithm, key.Name.Member, key.Name.Value));
    }

    [Fact]
    public void A_key_may_be_a_jwk()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var whole = ec.ExportParameters(true);
        var jwk = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(whole.Q.X), ["y"] = Base64UrlEncoder.Encode(whole.Q.Y), ["d"] = Base64UrlEncoder.Encode(whole.D) };
        using var key = SigningKey.TryRead(jwk.ToJsonString())!;
        Assert.Equal(("ES256", Base64UrlEncoder.Encode(new JsonWebKey(jwk.ToJsonString()).ComputeJwkThumbprint())), (key.Algorithm, key.Name.Value));
        Assert.False(key.PublicJwk.ContainsKey("d"));
    }

    [Theory]
    [InlineData("no key")]
    [InlineData("{}")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AAAA\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}")]
    public void What_is_no_key_is_refused_at_the_start_and_not_shown(string text)
    {
        var refusal = Refused(Entry(("client.authentication", "\"private_key_jwt\"")), ("acme:ClientId", "id"), ("acme:PrivateKey", text));
        Tells(refusal, "OAuthHub:Platforms:acme:PrivateKey", "P-256");
    }

    [Fact]
    public void Public_weak_and_foreign_keys_are_none()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var whole = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.All([weak.ExportPkcs8PrivateKeyPem(), curve.ExportPkcs8PrivateKeyPem(), whole.ExportSubjectPublicKeyInfoPem()], pem => Assert.Null(SigningKey.TryRead(pem)));
    }

    [Fact]
    public void A_platform_that_knows_clients_by_key_alone_needs_one_and_another_takes_none()
    {
        Tells(Refused(Entry(("client.authentication", "\"private_key_jwt\"")), ("acme:ClientId", "id")), "OAuthHub:Platforms:acme:ClientId", "PrivateKeyFile");
        Tells(Refused(Entry(), ("acme:ClientId", "id"), ("acme:PrivateKey", Key("EC").Pem)), "OAuthHub:Platforms:acme:PrivateKey", "ClientSecret");
    }

    [Fact]
    public void A_key_may_be_in_a_file_and_on_one_line()
    {
        using var folder = new TemporaryFolder();
        var pem = Key("EC").Pem;
        System.IO.File.WriteAllText(folder.File("key.pem"), pem);
        var entry = Entry(("client.authentication", "\"private_key_jwt\""));
        Assert.Equal(pem, Load([File(entry)], ("acme:ClientId", "id"), ("acme:PrivateKeyFile", folder.File("key.pem"))).Registrations.Find("acme")!.PrivateKey!.RevealSecret());
        Assert.Equal(pem.Trim(), Load([File(entry)], ("acme:ClientId", "id"), ("acme:PrivateKey", pem.Trim().Replace("\n", "\\n", StringComparison.Ordinal))).Registrations.Find("acme")!.PrivateKey!.RevealSecret());
        Tells(Refused(entry, ("acme:ClientId", "id"), ("acme:PrivateKeyFile", folder.File("missing.pem"))), "OAuthHub:Platforms:acme:PrivateKeyFile", "Correct the path");
    }

    [Fact]
    public async Task A_key_entered_in_the_dashboard_is_kept_and_never_shown()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var pem = Key("EC").Pem.Trim();
        var path = "/api/platforms/hubspot/registration";
        Assert.Contains("P-256", (await hub.Browser.CallAsync(HttpMethod.Put, path, new { client_id = "id", private_key = "no key" })).Body, StringComparison.Ordinal);
        var entered = (await hub.Browser.CallAsync(HttpMethod.Put, path, new { client_id = "id", private_key = pem })).Ok();
        Assert.DoesNotContain(pem.Split('\n')[1], entered.Body, StringComparison.Ordinal);
        (await hub.Browser.CallAsync(HttpMethod.Put, path, new { client_id = "other" })).Ok();
        Assert.Equal(pem, hub.Get<AppRegistrations>().Find("hubspot")!.PrivateKey!.RevealSecret());
        Assert.Contains("takes no private_key", (await hub.Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "id", private_key = pem })).Body, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync(pem.Split('\n')[1]);
    }

    private static (string Pem, string Jwk) Key(string kind)
    {
        if (kind == "EC")
        {
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = ec.ExportParameters(false).Q;
            return (ec.ExportPkcs8PrivateKeyPem(), JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) }));
        }
        using var rsa = RSA.Create(2048);
        var half = rsa.ExportParameters(false);
        return (rsa.ExportPkcs8PrivateKeyPem(), JsonSerializer.Serialize(new { kty = "RSA", n = Base64UrlEncoder.Encode(half.Modulus), e = Base64UrlEncoder.Encode(half.Exponent) }));
    }
}
