using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with the vault as a whole. One class a command.</summary>
internal sealed class VaultCommand : Command
{
    public VaultCommand(CommandLineRun run)
        : base("vault", "Check, move, back up and restore the vault, and rotate its master key")
    {
        Add(new VaultCheckCommand(run));
        Add(new VaultRotateKeyCommand(run));
        Add(new VaultMoveCommand(run));
        Add(new VaultBackupCommand(run));
        Add(new VaultRestoreCommand(run));
    }
}
