using System.CommandLine;
using System.Security.Cryptography;
using OAuthHub.Core.Moving.Bundles;
using OAuthHub.Core.Moving.Exporting;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Commands;

/// <summary>Writes connections with their tokens into a file that is sealed with a passphrase, for another hub's `import`.</summary>
internal sealed class ExportCommand : HubCommand
{
    private readonly Argument<string> file = new("file") { Description = "The bundle to be written; it must not be there yet" };
    private readonly Option<string> user = new("--user") { Description = "Only those of this user" };
    private readonly Option<string> platform = new("--platform") { Description = "Only those at this platform" };
    private readonly Option<bool> setAside = new("--and-set-aside") { Description = "Set them aside here, so that only the other hub refreshes them" };
    private readonly Option<string> passphraseFile = new("--passphrase-file") { Description = $"A file of mode 0600 with a passphrase of at least {GrantBundle.ShortestPassphrase} characters; without it, asked on the terminal" };

    public ExportCommand(CommandLineRun run)
        : base(run, "export", "Write connections with their tokens into a bundle that is sealed with a passphrase", "export move.ohgrants --user anna --and-set-aside")
    {
        Add(file);
        foreach (var option in (Option[])[user, platform, setAside, passphraseFile]) Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(given.GetRequiredValue(file));
        if (File.Exists(path)) throw new CommandException("file_exists", $"{path} is there already. Give the bundle another name, or remove that file. Nothing was written.");
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new CommandException("no_such_folder", $"{Path.GetDirectoryName(path)} is not there. Make the folder first. Nothing was written.");
        var passphrase = Passphrase.Read(given.GetValue(passphraseFile), isNew: true);
        await using var host = run.OpenHost();
        var export = host.OfVault<ExportRun>();
        var setsAside = given.GetValue(setAside);
        if (setsAside) host.RequireLeasesOrNoHub();
        var made = await run.Output.WithProgressAsync("Exporting", progress => export.CollectAsync(given.GetValue(user), given.GetValue(platform), setsAside, progress, cancellationToken));
        var sealedText = GrantBundle.Seal(made.Text, passphrase);
        CryptographicOperations.ZeroMemory(made.Text);
        try
        {
            PrivateFile.WriteNew(path, sealedText);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException("not_written", $"{path} cannot be written: {failure.Message} There is no bundle.{(setsAside ? " The connections are set aside: export them again to another place, or let this hub go on with them: connections release" : "")}");
        }
        await export.WriteDownAsync(made.Exported, setsAside);
        run.Output.Document(new { File = path, Bytes = sealedText.Length, SetAside = setsAside, Exported = made.Exported.Select(one => new { one.Id, one.User, Platform = one.PlatformId }), Left = made.Left.Select(one => new { Id = one.Connection, one.User, one.Platform, one.Why }) });
        run.Output.Line($"{path}: {CommandOutput.Count(made.Exported.Count, "connection")}, {sealedText.Length} bytes.");
        if (made.Left.Count > 0) run.Output.Table(["id", "user", "platform", "not exported"], [.. made.Left.Select(one => new[] { one.Connection, one.User, one.Platform, one.Why })]);
        run.Output.Line(setsAside
            ? "They are set aside here. If the other hub does not take them, let this one go on with them: connections release"
            : "Both hubs hold them now. Where a platform rotates refresh tokens, the first that refreshes ends the other's copy: import soon, or export with --and-set-aside.");
        return made.Left.Count == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }
}
