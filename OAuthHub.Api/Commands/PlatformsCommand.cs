using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with the catalogue of platforms.</summary>
internal sealed class PlatformsCommand : Command
{
    public PlatformsCommand(CommandLineRun run)
        : base("platforms", "Check the catalogue of platforms, and say how a client is registered")
    {
        Add(new PlatformsCheckCommand(run));
        Add(new PlatformsGuideCommand(run));
        Add(new PlatformsDocsCommand(run));
    }
}
