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
    private Task held = Task.CompletedTask;

    public DotnetAgent(HubHost hub, string? address = null, string? key = null, params (string Platform, string? Account)[] clients)
    {
        var builder = new ServiceCollection();
        builder.AddLogging(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        builder.AddSingleton<TimeProvider>(hub.Clock ?? TimeProvider.System);
        builder.AddOAuthHub(options => (options.Url, options.Key) = (new Uri(address ?? hub.Address), key ?? hub.Agent.Key));
        builder.AddHttpClient(OAuthHubServiceCollectionExtensions.HubClientName).AddHttpMessageHandler(() => new Counting(this));
        foreach (var (platform, account) in clients) builder.AddHttpClient(account ?? platform).AddOAuthHubToken(platform, account: account).ConfigurePrimaryHttpMessageHandler(BePatient);
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

    /// <summary>From now on what is asked reaches the hub only once the source is set.</summary>
    public TaskCompletionSource HoldQuestions()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        held = source.Task;
        return source;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>A loaded machine may take longer than a second to say that it does not want a body.</summary>
    private static void BePatient(HttpMessageHandler handler, IServiceProvider provider) => ((SocketsHttpHandler)handler).Expect100ContinueTimeout = TimeSpan.FromMinutes(1);

    private sealed class Counting(DotnetAgent agent) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref agent.questions);
            await agent.held.WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
