using System.CommandLine;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rotation;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Api.Commands;

/// <summary>A new master key, while the hub serves.</summary>
internal sealed class VaultRotateKeyCommand : HubCommand
{
    private const string What = "file of the new master key";

    private readonly Option<string?> newKeyFile = new("--new-key-file") { Description = "A file with the new key, mode 0600; made when it is not there", HelpName = "file" };
    private readonly Option<bool> keepOld = new("--keep-old") { Description = "Do not retire the old key yet: other hosts have files of their own with it" };
    private readonly Option<bool> finish = new("--finish") { Description = "Only retire the old key; the new one is configured everywhere" };

    public VaultRotateKeyCommand(CommandLineRun run)
        : base(run, "rotate-key", "Seal everything under a new master key while the hub serves; run it again if it was interrupted", "vault rotate-key")
    {
        Add(newKeyFile);
        Add(keepOld);
        Add(finish);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var rotation = host.OfVault<KeyRotation>();
        host.RequireLeasesOrNoHub();
        if (given.GetValue(finish)) return await FinishAsync(rotation, run, cancellationToken);

        var next = await rotation.ChooseAsync(given.GetValue(newKeyFile) is { } path ? ReadOrMake(path, run) : null, cancellationToken);
        var done = await run.Output.WithStepsAsync(progress => rotation.RunAsync(next, step => progress(step.Step, step.Rows), cancellationToken));
        var mayFinish = rotation.WritesKeys && !given.GetValue(keepOld) && done.Left.Count == 0;
        var retired = mayFinish ? await rotation.FinishAsync(cancellationToken) : [];
        run.Output.Document(new { done.NewKeyId, done.Resealed, done.Left, Retired = retired, Finished = mayFinish, KeysIn = rotation.Place });
        run.Output.Line($"{done.Resealed} rows were sealed anew; everything that opens is under the key {done.NewKeyId} now.");
        if (done.Left.Count > 0) run.Output.Line($"{done.Left.Count} rows do not open with any key at hand, and keep the old one in use. `vault check` names them. Reconnect these accounts, or configure the key that opens them, and run this again.");
        else if (mayFinish) run.Output.Line($"{rotation.Place} holds the new key alone; {string.Join(", ", retired)} opens nothing any more. Keep a copy of the new key elsewhere; backups that were made before still need the old one.");
        else run.Output.Line($"Until the old key is retired, either opens everything. Set the new key for every process ({rotation.Place}), start them again, and then: vault rotate-key --finish");
        return done.Left.Count == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }

    private static async Task<int> FinishAsync(KeyRotation rotation, CommandLineRun run, CancellationToken cancellationToken)
    {
        var retired = await rotation.FinishAsync(cancellationToken);
        run.Output.Document(new { Retired = retired, Finished = true, KeysIn = rotation.Place });
        run.Output.Line(retired.Count == 0 ? "There is nothing to finish: one key is in use." : $"{string.Join(", ", retired)} opens nothing any more. Backups that were made before still need it.");
        return ExitCode.Done;
    }

    /// <summary>The key is in the file before anything is sealed with it.</summary>
    private static MasterKey ReadOrMake(string path, CommandLineRun run)
    {
        if (!File.Exists(path))
        {
            PrivateFile.WriteOrRead(Path.GetFullPath(path), MasterKey.Generate().RevealSecret(), What);
            run.Output.Note($"Made a new master key in {path}. Keep a copy elsewhere.");
        }
        return MasterKey.TryParse(PrivateFile.Read(path, What)!) ??
            throw new CommandException("wrong_key", $"{path} does not hold 32 bytes as base64. Make a key with: openssl rand -base64 32. Nothing was changed.");
    }
}
