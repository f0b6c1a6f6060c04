using System.Net;
using System.Security.Cryptography;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Hosting;

/// <summary>What a hub in Production tells whoever asks without a key: one word, and nothing of a fault.</summary>
public sealed class ProductionSurfaceTests
{
    private const string InTheFault = "canary-in-an-exception";

    [Fact]
    public async Task A248_health_is_one_word_and_nothing_for_developers_is_there()
    {
        await using var hub = await HubHost.StartAsync(Setup());
        foreach (var path in (string[])["/health", "/alive"])
        {
            var reply = await hub.Browser.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "Healthy", "text/plain"), (reply.Status, reply.Body, reply.ContentType));
        }
        // Numbers leave by OTLP, never by a page. The description of the API is public on purpose; a page to try it out is not there.
        foreach (var path in (string[])["/metrics", "/healthz", "/swagger", "/swagger/index.html", "/debug", "/debug/pprof", "/env", "/actuator", "/hangfire", "/sandbox", "/sandbox/knobs", "/sandbox/authorize", "/.env", "/appsettings.json"])
        {
            var reply = await hub.Browser.GetAsync(path);
            Assert.True(reply.Status is HttpStatusCode.NotFound, $"{path} answers {(int)reply.Status}");
        }
        Assert.Equal("not_signed_in", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/health/summary")).Code);

        // And a fault is a code, to a page as to a program: no type, no text, no stack.
        await hub.Browser.SignInAsync();
        foreach (var reply in new[] { await hub.Browser.GetAsync("/auth/sandbox/login"), await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login") })
        {
            Assert.Equal(HttpStatusCode.InternalServerError, reply.Status);
            Assert.DoesNotMatch("canary|Exception|   at |\\.cs", reply.Body);
        }
        Assert.Equal("internal", (await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login")).Code);
        // The operator is told what it was and where, without its words, which may repeat what was refused.
        Assert.Contains(hub.Logs.Lines, entry => entry.StartsWith("Error ", StringComparison.Ordinal) && entry.Contains(typeof(InvalidOperationException).FullName!, StringComparison.Ordinal) && entry.Contains(nameof(FaultyStates), StringComparison.Ordinal));
        await hub.AssertNoneLoggedAsync(InTheFault);
    }

    private static HubSetup Setup() => new()
    {
        Environment = "Production",
        Settings =
        {
            ["OAuthHub:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["OAuthHub:PublicUrl"] = "http://localhost",
            ["OAuthHub:Platforms:sandbox:ClientId"] = "oauthhub-sandbox",
            ["OAuthHub:Platforms:sandbox:ClientSecret"] = "practice-only",
        },
        Services = services => services.Decorate<ILoginStates>(_ => new FaultyStates()),
    };

    private sealed class FaultyStates : ILoginStates
    {
        public ValueTask AddAsync(string state, LoginState flow, CancellationToken cancellationToken) => throw new InvalidOperationException(InTheFault);

        public ValueTask<LoginStateTake> TakeAsync(string state, string platformId, SecretFingerprint browser, string user, CancellationToken cancellationToken) => throw new InvalidOperationException(InTheFault);
    }
}
