using System.CommandLine;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Commands;

/// <summary>Gives a key another name or other limits. The agent goes on with the same key.</summary>
internal sealed class KeysChangeCommand : HubCommand
{
    private readonly Argument<string> id = new("id") { Description = "The key's id, as `keys list` shows it" };
    private readonly Option<string> name = new("--name") { Description = "Another name" };
    private readonly KeyLimitOptions limits = new();

    public KeysChangeCommand(CommandLineRun run)
        : base(run, "change", "Change the limits of an agent key; what is not given stays, * takes a limit away", "keys change key_0123456789abcdef --platform google --rate 60 --expires '*'")
    {
        Add(id);
        Add(name);
        limits.AddTo(this);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var (keys, keyId, now) = (host.OfVault<AgentKeys>(), given.GetRequiredValue(id), host.Get<TimeProvider>().GetUtcNow());
        var before = await keys.FindAsync(keyId, cancellationToken) ?? throw KeysRevokeCommand.NoSuchKey(keyId);
        var called = given.GetValue(name)?.Trim() ?? before.Name;
        var wanted = limits.Read(given, before, called, host.Get<PlatformCatalog>(), now);
        var changed = await keys.ChangeAsync(keyId, called, wanted, cancellationToken) ?? throw KeysRevokeCommand.NoSuchKey(keyId);
        await host.Get<AuditLog>().WriteNowAsync(new AuditEntry(AuditEvents.KeyChanged, AuditEntry.Ok, AuditActor.Operator) { Detail = keyId });
        run.Output.Document(new { Grant = KeysListCommand.View(changed, now) });
        run.Output.Line($"{keyId} ({changed.Name}) is changed. Hubs that run hold to it within a second.");
        return ExitCode.Done;
    }
}
