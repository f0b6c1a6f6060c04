using System.CommandLine;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.Commands;

/// <summary>How this hub gets its client at a platform, as the platform's page in the dashboard says it. It needs no vault and no key.</summary>
internal sealed class PlatformsGuideCommand : HubCommand
{
    private readonly Argument<string> id = new("id") { Description = "The platform's id, such as one that platforms check lists" };

    public PlatformsGuideCommand(CommandLineRun run)
        : base(run, "guide", "Say step by step how the hub gets its client id at a platform", "platforms guide github") => Add(id);

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var (catalog, configured) = (host.Get<PlatformCatalog>(), host.Get<ConfiguredRegistrations>());
        var wanted = given.GetValue(id)!;
        if (catalog.Find(wanted) is not { } platform)
            throw new CommandException("unknown_platform", $"There is no platform {wanted}. platforms check lists the ids; they are lower case.");
        var guide = PlatformGuides.Write(platform, configured.Find(wanted), configured.InstancesOf(wanted), catalog, host.Get<HubAddress>());
        run.Output.Document(guide);
        GuideText.Write(guide, run.Output);
        return ExitCode.Done;
    }
}
