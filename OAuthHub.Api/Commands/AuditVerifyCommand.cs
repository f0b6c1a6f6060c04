using System.CommandLine;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Commands;

/// <summary>Proves that no line of the audit was changed, taken out or put in.</summary>
internal sealed class AuditVerifyCommand(CommandLineRun run) : HubCommand(run, "verify", "Check that no line of the audit was changed, taken out or put in", "audit verify")
{
    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var verdict = await host.OfVault<AuditVerifier>().VerifyAsync(cancellationToken);
        run.Output.Document(new { verdict.Files, verdict.Lines, Whole = verdict.IsWhole, verdict.Faults, verdict.Notes });
        foreach (var note in verdict.Notes) run.Output.Note(note);
        if (verdict.Faults.Count > 0) run.Output.Table(["file", "entry", "problem"], [.. verdict.Faults.Select(fault => new[] { fault.File, $"{fault.Line}", fault.Problem })]);
        run.Output.Line(verdict.IsWhole
            ? $"{verdict.Lines} entries in {CommandOutput.Count(verdict.Files, "file")} of {host.Get<AuditFiles>().Folder}: whole."
            : $"The audit is not whole. Compare {host.Get<AuditFiles>().Folder} with your backups, and find out who can write there.");
        return verdict.IsWhole ? ExitCode.Done : ExitCode.FoundWrong;
    }
}
