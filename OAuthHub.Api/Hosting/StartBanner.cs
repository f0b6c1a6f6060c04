using Microsoft.Extensions.Options;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Hosting;

/// <summary>
/// Says on the console where to go, as Jupyter and the Aspire dashboard do. It writes to the console and not to the log, since
/// the link holds the start token; a configured token is not repeated.
/// </summary>
internal sealed class StartBanner(IHostApplicationLifetime lifetime, HubAddress hub, SignInToken token, AgentKeys agentKeys, HubPaths paths, IOptions<HubOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine();
            Console.WriteLine($"  OAuthHub is ready. Open  {hub.PublicUrl}/signin?t={(options.Value.SignInToken is null ? token.RevealSecret() : "<OAuthHub:SignInToken>")}");
            Console.WriteLine($"  Agents use the key in    {agentKeys.BootstrapKeyFile ?? "OAuthHub:AgentKey (configuration)"}");
            Console.WriteLine($"  Everything is kept in    {paths.DataDirectory}");
            Console.WriteLine();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
