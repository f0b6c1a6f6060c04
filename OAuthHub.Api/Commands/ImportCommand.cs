using System.CommandLine;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Moving.Files;
using OAuthHub.Core.Moving.Importing;

namespace OAuthHub.Api.Commands;

/// <summary>Brings grants in that another product or hub holds; a hub that runs serves them within seconds.</summary>
internal sealed class ImportCommand : HubCommand
{
    private readonly Argument<string> file = new("file") { Description = "CSV, JSON, what Nango or n8n export, or a bundle that `export` has made" };
    private readonly Option<string> format = new("--format") { Description = "csv, json, nango, n8n or bundle; without it, seen from the file" };
    private readonly Option<string> user = new("--user") { Description = "Whose those records are that name no user" };
    private readonly Option<bool> replace = new("--replace") { Description = "Put a grant in the place of that of the same account; without this it is skipped" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Check the file and send nothing" };
    private readonly Option<string> passphraseFile = new("--passphrase-file") { Description = "A file of mode 0600 with the bundle's passphrase; without it, asked on the terminal" };

    public ImportCommand(CommandLineRun run)
        : base(run, "import", "Bring in accounts that another product holds, each verified by one refresh", "import accounts.csv --dry-run")
    {
        format.AcceptOnlyFromAmong([.. Enum.GetNames<GrantFormat>().Select(name => name.ToLowerInvariant())]);
        Add(file);
        foreach (var option in (Option[])[format, user, replace, dryRun, passphraseFile]) Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        var path = given.GetRequiredValue(file);
        var (form, records) = GrantFile.Read(path, given.GetValue(format) is { } word ? Enum.Parse<GrantFormat>(word, ignoreCase: true) : null, () => Passphrase.Read(given.GetValue(passphraseFile), isNew: false));
        if (form is not GrantFormat.Bundle && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
            run.Output.Note($"Note: {path} holds tokens and can be read by others. Run: chmod 600 '{path}', and remove it when all is imported.");
        await using var host = run.OpenHost();
        var import = host.OfVault<ImportRun>();
        host.RequireLeasesOrNoHub();
        await using var lease = await host.Get<ILeases>().TryAcquireAsync("import", cancellationToken) ?? throw new CommandException("import_is_running", "Another import runs on this vault. Wait for it, then run this again. Nothing was imported.");
        var terms = new ImportTerms { User = given.GetValue(user), Replaces = given.GetValue(replace), IsDry = given.GetValue(dryRun) };
        var results = await run.Output.WithProgressAsync("Importing", progress => import.RunAsync(records, terms, progress, cancellationToken));
        Show(run.Output, form, results, terms.IsDry);
        return results.Any(result => result.Status is ImportStatus.Failed) ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Show(CommandOutput output, GrantFormat form, IReadOnlyList<ImportResult> results, bool isDry)
    {
        var counts = Enum.GetValues<ImportStatus>().ToDictionary(status => status, status => results.Count(result => result.Status == status));
        output.Document(new
        {
            Format = form,
            Imported = counts[ImportStatus.Imported],
            Replaced = counts[ImportStatus.Replaced],
            Skipped = counts[ImportStatus.Skipped],
            Failed = counts[ImportStatus.Failed],
            WouldImport = counts[ImportStatus.WouldImport],
            Records = results.Select(one => new { one.Number, one.Platform, one.User, one.Status, one.Connection, one.Code, one.Message }),
        });
        var notable = results.Where(one => one.Code is not null).ToList();
        if (notable.Count > 0) output.Table(["record", "platform", "user", "status", "code", "what to do"], [.. notable.Select(one => new[] { $"{one.Number}", one.Platform ?? "-", one.User ?? "-", $"{one.Status}".ToLowerInvariant(), one.Code!, one.Message! })]);
        output.Line(isDry
            ? $"{counts[ImportStatus.WouldImport]} of {CommandOutput.Count(results.Count, "record")} could be imported; nothing was sent and nothing was changed."
            : $"{counts[ImportStatus.Imported]} imported, {counts[ImportStatus.Replaced]} replaced, {counts[ImportStatus.Skipped]} skipped, {counts[ImportStatus.Failed]} failed of {CommandOutput.Count(results.Count, "record")}.");
    }
}
