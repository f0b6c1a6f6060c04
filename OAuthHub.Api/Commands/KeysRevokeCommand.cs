using System.CommandLine;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Commands;

/// <summary>Ends keys; hubs that run refuse them within a second.</summary>
internal sealed class KeysRevokeCommand : HubCommand
{
    private readonly Argument<string> id = new("id") { Description = "The key's id, as `keys list` shows it" };

    public KeysRevokeCommand(CommandLineRun run)
        : base(run, "revoke", "End an agent key", "keys revoke key_0123456789abcdef") => Add(id);

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var keyId = given.GetRequiredValue(id);
        if (keyId.StartsWith(AgentKeyFormat.Prefix, StringComparison.Ordinal))
            throw new CommandException("wrong_usage", "That is a key itself, and not its id. `keys list` shows the ids. A key that was typed into a shell may be in its history.", ExitCode.WrongUsage);
        if (!await host.OfVault<AgentKeys>().RevokeAsync(keyId, cancellationToken))
            throw NoSuchKey(keyId);
        await host.Get<AuditLog>().WriteNowAsync(new AuditEntry(AuditEvents.KeyRevoked, AuditEntry.Ok, AuditActor.Operator) { Detail = keyId });
        run.Output.Document(new { Revoked = keyId });
        run.Output.Line($"{keyId} is revoked. Hubs that run refuse it within a second.");
        return ExitCode.Done;
    }

    internal static CommandException NoSuchKey(string id) =>
        new("no_such_key", $"There is no key {id}. `keys list` shows those that there are; the bootstrap key is changed where it is configured (OAuthHub:AgentKey, or agent.key in the data folder).");
}
