using System.CommandLine;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Commands;

/// <summary>Ends keys; hubs that run refuse them within seconds.</summary>
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
            throw new CommandException("no_such_key", $"There is no key {keyId}. `keys list` shows those that there are; the bootstrap key is changed where it is configured (OAuthHub:AgentKey, or agent.key in the data folder).");
        run.Output.Document(new { Revoked = keyId });
        run.Output.Line($"{keyId} is revoked. Hubs that run refuse it within seconds.");
        return ExitCode.Done;
    }
}
