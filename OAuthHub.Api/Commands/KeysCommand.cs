using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with agent keys.</summary>
internal sealed class KeysCommand : Command
{
    public KeysCommand(CommandLineRun run)
        : base("keys", "List, make, change and revoke the keys by which agents ask for tokens")
    {
        Add(new KeysListCommand(run));
        Add(new KeysCreateCommand(run));
        Add(new KeysChangeCommand(run));
        Add(new KeysRevokeCommand(run));
    }
}
