using System.CommandLine;
using OAuthHub.Core.Vault.Backup;

namespace OAuthHub.Api.Commands;

/// <summary>Puts a backup into the configured vault, with every hub stopped.</summary>
internal sealed class VaultRestoreCommand : HubCommand
{
    private readonly Argument<string> file = new("file") { Description = "A file that `vault backup` has made" };
    private readonly Option<bool> replace = new("--replace") { Description = "Put it in the place of what the vault holds; without this the vault must be empty" };
    private readonly Option<bool> yes = new("--yes") { Description = "Confirm --replace: no hub runs on this vault on any machine, and what came after the backup goes" };

    public VaultRestoreCommand(CommandLineRun run)
        : base(run, "restore", "Put a backup into the configured vault; stop every hub first", "vault restore /backup/2026-11-25.ohvbak --replace --yes")
    {
        Add(file);
        Add(replace);
        Add(yes);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        if (given.GetValue(replace) && !given.GetValue(yes))
            throw new CommandException("not_confirmed", "--replace removes what came after the backup. It is only safe while no hub runs on this vault; one on another machine cannot be seen from here. Stop them all and run this again with --yes. Nothing was changed.");
        await using var host = run.OpenHost();
        host.RequireMasterKey();
        var restore = host.Get<VaultRestore>();
        var done = await run.Output.WithProgressAsync("Putting rows back", progress => restore.RunAsync(given.GetRequiredValue(file), given.GetValue(replace), progress, cancellationToken));
        run.Output.Document(new { done.Backend, done.Place, done.Counts.Records, done.Counts.Answers, done.Removed, done.Unreadable, done.Manifest.DeploymentId, done.Manifest.CreatedAt, done.Manifest.Id });
        run.Output.Line($"{done.Place}: {CommandOutput.Count(done.Counts.Records, "record")} and {CommandOutput.Count(done.Counts.Answers, "answer")} of {done.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC are back{(done.Removed > 0 ? $"; {done.Removed} that came later {(done.Removed == 1 ? "is" : "are")} gone" : "")}.");
        if (done.Unreadable > 0) run.Output.Line($"{done.Unreadable} of them do not open. `vault check` names them.");
        run.Output.Line("Start the hub: it sets connections with rotating tokens aside, since their tokens may be spent. Then reconnect them, or try them with: connections release --all-restored");
        run.Output.Line("Agent keys that were revoked since the backup hold again: see keys list.");
        return done.Unreadable == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }
}
