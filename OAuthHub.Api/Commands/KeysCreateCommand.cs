using System.CommandLine;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Commands;

/// <summary>Makes a key. It is printed this once; hubs that run take it within a second.</summary>
internal sealed class KeysCreateCommand : HubCommand
{
    private readonly Option<string> name = new("--name") { Description = "What it is for, to tell it from others", Required = true };
    private readonly KeyLimitOptions limits = new();

    public KeysCreateCommand(CommandLineRun run)
        : base(run, "create", "Make an agent key and print it, this once; what no option limits is not limited", "keys create --name \"Mail agent\" --user anna --platform google --action token:read --expires 90d")
    {
        Add(name);
        limits.AddTo(this);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var (now, called) = (host.Get<TimeProvider>().GetUtcNow(), given.GetRequiredValue(name).Trim());
        var wanted = limits.Read(given, new AgentLimits { Actions = AgentAction.All }, called, host.Get<PlatformCatalog>(), now);
        var (key, grant) = await host.OfVault<AgentKeys>().CreateAsync(called, wanted, cancellationToken);
        await host.Get<AuditLog>().WriteNowAsync(new AuditEntry(AuditEvents.KeyMade, AuditEntry.Ok, AuditActor.Operator) { Detail = grant.Id });
        // The one secret that a command prints: it cannot be had a second time.
        run.Output.Document(new { Key = key.RevealSecret(), Grant = KeysListCommand.View(grant, now) });
        run.Output.Line(key.RevealSecret());
        run.Output.Note($"This is {grant.Id} ({grant.Name}). It is not shown again; hubs that run take it within a second. End it with: keys revoke {grant.Id}");
        return ExitCode.Done;
    }
}
