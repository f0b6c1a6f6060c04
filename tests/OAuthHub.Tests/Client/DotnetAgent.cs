using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Client;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>A program that uses the .NET library with dependency injection, as its documentation says; everything that it logs is kept.</summary>
internal sealed class DotnetAgent : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private int questions;

    public DotnetAgent(HubHost hub, string? address = null, string? key = null, params (string Platform, string? Account)[] clients)
    {
        var builder = new ServiceCollection();
        builder.AddLogging(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        builder.AddSingleton<TimeProvider>(hub.Clock ?? TimeProvider.System);
        builder.AddOAuthHub(options => (options.Url, options.Key) = (new Uri(address ?? hub.Address), key ?? hub.Agent.Key));
        builder.AddHttpClient(OAuthHubServiceCollectionExtensions.HubClientName).AddHttpMessageHandler(() => new Counting(this));
        foreach (var (platform, account) in clients) builder.AddHttpClient(account ?? platform).AddOAuthHubToken(platform, account: account);
        services = builder.BuildServiceProvider();
    }

    /// <summary>With a client for each account of the rig, named as it, and one for each platform that wants its token otherwise.</summary>
    public static DotnetAgent Of(AgentRig rig, string? address = null, string? key = null) =>
        new(rig.Hub, address, key, [.. AgentRig.Accounts.Select(account => ("sandbox", (string?)account)), ("by-header", null), ("by-query", null), ("by-scheme", null)]);

    public LogRecorder Logs { get; } = new();

    /// <summary>How often the hub was asked.</summary>
    public int Questions => Volatile.Read(ref questions);

    public IOAuthHubTokens Tokens => services.GetRequiredService<IOAuthHubTokens>();

    public HttpClient Http(string name) => services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class Counting(DotnetAgent agent) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref agent.questions);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
