using System.CommandLine;
using System.Text.Json;
using OAuthHub.Api.Audit;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Commands;

/// <summary>Writes the audit as JSON lines, the oldest file first.</summary>
internal sealed class AuditExportCommand : HubCommand
{
    private readonly Option<string> output = new("--output") { Description = "The file to be written; without it, standard output" };
    private readonly Option<DateTimeOffset?> from = new("--from") { Description = "Not earlier than this time" };
    private readonly Option<DateTimeOffset?> before = new("--before") { Description = "Earlier than this time" };
    private readonly Option<string> what = new("--what") { Description = "Only entries of this word, such as token.read" };

    public AuditExportCommand(CommandLineRun run)
        : base(run, "export", "Write the audit as JSON lines", "audit export --from 2026-11-01 --output november.jsonl")
    {
        foreach (var option in (Option[])[output, from, before, what]) Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var query = new AuditQuery { From = given.GetValue(from), Before = given.GetValue(before), What = given.GetValue(what) };
        var lines = host.OfVault<AuditReader>().AllAsync(query, cancellationToken);
        if (given.GetValue(output) is not { } path)
        {
            await foreach (var line in lines) await run.Output.Output.WriteLineAsync(JsonSerializer.Serialize(AuditView.Of(line), AuditView.Json));
            return ExitCode.Done;
        }
        var (text, count) = (new System.Text.StringBuilder(), 0);
        await foreach (var line in lines)
        {
            text.Append(JsonSerializer.Serialize(AuditView.Of(line), AuditView.Json)).Append('\n');
            count++;
        }
        PrivateFile.Write(path, text.ToString().TrimEnd('\n'));
        run.Output.Document(new { Written = Path.GetFullPath(path), Lines = count });
        run.Output.Line($"{count} entries written to {Path.GetFullPath(path)}.");
        return ExitCode.Done;
    }
}
