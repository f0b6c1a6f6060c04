using System.CommandLine;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Api.Commands;

/// <summary>What a start would refuse, found before one. It needs no vault and no key.</summary>
internal sealed class PlatformsCheckCommand(CommandLineRun run)
    : HubCommand(run, "check", "Validate all platform files, built in and your own, and what configuration changes in them", "platforms check")
{
    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var report = host.Get<CatalogueCheck>().Run(host.FindAddress());
        run.Output.Document(new
        {
            Platforms = report.Files.Select(file => new { file.Id, File = file.Place, Custom = file.IsCustom }),
            report.Folder,
            Problems = report.Faults.Select(fault => new { File = fault.Place, Path = fault.Field, Message = $"{fault.Wrong}. {fault.Remedy}" }),
            Warnings = report.Warnings.Select(warning => new { File = warning.Place, Path = warning.Field, Message = warning.Text }),
        });
        run.Output.Table(["platform", "file"], [.. report.Files.Select(file => new[] { file.Id, file.IsCustom ? file.Place : "built in" })]);
        if (report.Faults.Count > 0) run.Output.Table(["file", "path", "problem"], [.. report.Faults.Select(fault => new[] { fault.Place, fault.Field.Length > 0 ? fault.Field : "-", $"{fault.Wrong}. {fault.Remedy}" })]);
        if (report.Warnings.Count > 0) run.Output.Table(["place", "path", "warning"], [.. report.Warnings.Select(warning => new[] { warning.Place, warning.Field.Length > 0 ? warning.Field : "-", warning.Text })]);
        run.Output.Line(report.Faults.Count == 0
            ? $"All {report.Files.Count} platform files are right. Your own are looked for in {report.Folder}."
            : $"{CommandOutput.Count(report.Faults.Count, "problem")} in {report.Files.Count} platform files. The hub does not start before they are put right.");
        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }
}
