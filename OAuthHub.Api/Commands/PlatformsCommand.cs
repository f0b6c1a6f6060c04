using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with the catalogue of platforms.</summary>
internal sealed class PlatformsCommand : Command
{
    public PlatformsCommand(CommandLineRun run)
        : base("platforms", "Check the catalogue of platforms") => Add(new PlatformsCheckCommand(run));
}
