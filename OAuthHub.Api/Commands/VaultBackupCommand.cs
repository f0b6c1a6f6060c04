using System.CommandLine;
using OAuthHub.Core.Vault.Backup;

namespace OAuthHub.Api.Commands;

/// <summary>One file with everything, while the hub serves.</summary>
internal sealed class VaultBackupCommand : HubCommand
{
    private readonly Argument<string> file = new("file") { Description = "The file to make; it is whole or not there" };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace a file of that name" };

    public VaultBackupCommand(CommandLineRun run)
        : base(run, "backup", "Write the whole vault, sealed as it is, into one file, while the hub serves", "vault backup /backup/2026-11-25.ohvbak")
    {
        Add(file);
        Add(overwrite);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var backup = host.OfVault<VaultBackup>();
        var made = await run.Output.WithProgressAsync("Writing rows", progress => backup.WriteAsync(given.GetRequiredValue(file), given.GetValue(overwrite), progress, cancellationToken));
        run.Output.Document(new { File = made.Path, made.Bytes, made.Counts.Records, made.Counts.Answers, made.Manifest.Backend, made.Manifest.DeploymentId, made.Manifest.KeyIds, made.Manifest.SignedWith, made.Manifest.CreatedAt, made.Manifest.Id });
        run.Output.Line($"{made.Path}: {CommandOutput.Count(made.Counts.Records, "record")} and {CommandOutput.Count(made.Counts.Answers, "answer")} of {made.Manifest.Backend}, {made.Bytes} bytes.");
        run.Output.Line($"To restore it, the master key {made.Manifest.SignedWith} is needed. Keep a copy of that key elsewhere.");
        return ExitCode.Done;
    }
}
