using System.CommandLine;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Moving;

namespace OAuthHub.Api.Commands;

/// <summary>From one backend to another, while the hub serves.</summary>
internal sealed class VaultMoveCommand : HubCommand
{
    private readonly Option<string?> to = new("--to") { Description = "The backend to move to: EncryptedFile, PostgreSql, HashiCorpVault or AzureKeyVault; its settings as for a hub that uses it", HelpName = "backend" };
    private readonly Option<bool> erase = new("--erase") { Description = "Remove the records from the old vault once all of them are in the new one; the note that leads there stays" };
    private readonly Option<bool> despiteProblems = new("--despite-problems") { Description = "Move records that do not open as they are" };
    private readonly Option<bool> cancel = new("--cancel") { Description = "Give up a move that was begun and is not done" };

    public VaultMoveCommand(CommandLineRun run)
        : base(run, "move", "Move the vault to another backend while the hub serves; run it again if it was interrupted", "vault move --to PostgreSql --OAuthHub:Vault:PostgreSql:ConnectionString \"Host=db;Database=hub;Username=hub;Password=…\"")
    {
        Add(to);
        Add(erase);
        Add(despiteProblems);
        Add(cancel);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        var target = given.GetValue(to);
        if (given.GetValue(cancel)) return await CancelAsync(run, cancellationToken);
        await using var host = run.OpenHost(target);
        if (host.Backends.FirstOrDefault(known => string.Equals(known, target, StringComparison.OrdinalIgnoreCase)) is not { } backend)
            throw new CommandException("wrong_usage", $"{(target is null ? "Say where to" : $"There is no backend '{target}'")}: --to {string.Join(", --to ", host.Backends)}.", ExitCode.WrongUsage);
        var move = host.OfVault<VaultMove>();
        host.RequireLeasesOrNoHub();
        var done = await run.Output.WithStepsAsync(progress => move.RunAsync(
            backend, host.SettingsOf(backend), given.GetValue(despiteProblems), given.GetValue(erase), step => progress(step.Step, step.Rows), cancellationToken));
        run.Output.Document(new { done.From, done.To, Backend = backend, done.Rows, done.Erased, done.Problems, done.Late });
        run.Output.Line($"{done.Rows} rows are in {done.To} now, each read back and opened{(done.Erased > 0 ? $"; {done.Erased} were removed from {done.From}" : "")}.");
        run.Output.Line($"Hubs that run use it already, and those that start follow a note in {done.From}. Set {VaultOptions.Section}:Backend to {backend} everywhere before you remove that one.");
        if (done.Erased == 0) run.Output.Line("The old vault still holds every record as it was, refresh tokens too. Remove it when you are sure.");
        if (done.Problems.Count > 0) run.Output.Line($"{done.Problems.Count} rows open there as little as here: {string.Join(", ", done.Problems)}");
        if (done.Late.Count > 0) run.Output.Line($"{done.Late.Count} rows of the old vault are not in the new one as they are there: a process that stood still wrote them after it was closed, or they were removed since. Reconnect these accounts if their refresh fails: {string.Join(", ", done.Late)}");
        return done.Problems.Count + done.Late.Count == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }

    private static async Task<int> CancelAsync(CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        if (!await host.OfVault<VaultMove>().CancelAsync(cancellationToken)) throw new CommandException("no_move", "No move is under way. Nothing was changed.");
        run.Output.Document(new { Cancelled = true });
        run.Output.Line("The move is given up; the hub goes on with the vault that it has. What was copied is marked as not whole: empty that place, or move there again.");
        return ExitCode.Done;
    }
}
