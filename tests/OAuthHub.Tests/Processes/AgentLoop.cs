using System.Net;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>An agent that reads tokens without end and calls the platform with each, until it is told to stop.</summary>
internal sealed class AgentLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task run;
    private readonly TokenUse use;

    /// <param name="agents">One for each hub; asked in turn.</param>
    /// <param name="pause">Between two rounds over all accounts.</param>
    public AgentLoop(IReadOnlyList<AgentClient> agents, SandboxControls sandbox, IReadOnlyList<string> accounts, TimeSpan pause)
    {
        use = new TokenUse(sandbox);
        run = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                foreach (var account in accounts) await ReadAsync(agents[round % agents.Count], account);
                await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
            }
        });
    }

    /// <summary>Tokens that were handed out.</summary>
    public int Tokens { get; private set; }

    /// <summary>Tokens that the platform did not accept, though they should have lived.</summary>
    public int Refused => use.Refused;

    /// <summary>Tokens that ended on their way to the platform.</summary>
    public int Ended => use.Ended;

    /// <summary>Reads that ended without a token while the hub was up.</summary>
    public int WithoutToken { get; private set; }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task ReadAsync(AgentClient agent, string account)
    {
        try
        {
            var asked = TimeProvider.System.GetUtcNow();
            var reply = await agent.ReadAsync("sandbox", "?account=" + account);
            if (reply.Status is not HttpStatusCode.OK)
            {
                WithoutToken++;
                return;
            }
            Tokens++;
            await use.CallAsync(reply, asked);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            // the hub is down; the next round finds it again
        }
    }
}
