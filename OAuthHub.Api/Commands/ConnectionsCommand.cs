using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with connections.</summary>
internal sealed class ConnectionsCommand : Command
{
    public ConnectionsCommand(CommandLineRun run)
        : base("connections", "List connections, and release those that were set aside")
    {
        Add(new ConnectionsListCommand(run));
        Add(new ConnectionsReleaseCommand(run));
    }
}
