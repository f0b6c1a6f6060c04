using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Proxy;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

public sealed class FaultTests
{
    private const string InTheFault = "canary-in-an-exception";

    [Fact]
    public async Task A_fault_is_a_code_for_the_agent_and_a_place_without_words_in_the_log()
    {
        var setup = new HubSetup { Services = services => services.AddHttpClient(ProxyHttp.ClientName).ConfigurePrimaryHttpMessageHandler(() => new Faulty()) };
        await using var rig = await ProxyRig.StartAsync(setup: setup);
        var reply = await rig.CallAsync();
        Assert.Equal((HttpStatusCode.InternalServerError, "internal", "hub"), (reply.Status, reply.Code, reply.Headers.GetValues("X-OAuthHub-Source").Single()));
        Assert.DoesNotMatch("canary|Exception|   at |\\.cs", reply.Body);
        var told = Assert.Single(rig.Hub.Logs.Lines, entry => entry.StartsWith("Error ", StringComparison.Ordinal));
        Assert.Contains(nameof(Faulty), told, StringComparison.Ordinal);
        await rig.Hub.AssertNoneLoggedAsync(InTheFault);
    }

    private sealed class Faulty : HttpMessageHandler
    {
        // As the framework says it of a header that it refuses: with the value.
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new FormatException(InTheFault);
    }
}
