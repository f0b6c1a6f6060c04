using System.CommandLine;
using System.Text;
using OAuthHub.Core.Platforms.Documentation;

namespace OAuthHub.Api.Commands;

/// <summary>Writes docs/platforms.md from the built-in entries. It needs neither settings nor a vault.</summary>
internal sealed class PlatformsDocsCommand : HubCommand
{
    private readonly Option<FileInfo?> output = new("--output") { Description = "The file to write; standard output when left out" };

    public PlatformsDocsCommand(CommandLineRun run)
        : base(run, "docs", "Write the page about all built-in platforms", "platforms docs --output docs/platforms.md") => Add(output);

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        var page = PlatformPage.Write();
        if (given.GetValue(output) is { } file)
        {
            try
            {
                await File.WriteAllTextAsync(file.FullName, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            }
            catch (IOException failure)
            {
                throw new CommandException("not_written", $"{file.FullName} cannot be written: {failure.Message} Name a file in a folder that is there.");
            }
            run.Output.Document(new { File = file.FullName, Bytes = Encoding.UTF8.GetByteCount(page) });
            run.Output.Line($"Written to {file.FullName}.");
            return ExitCode.Done;
        }
        run.Output.Document(new { Page = page });
        run.Output.Line(page.TrimEnd('\n'));
        return ExitCode.Done;
    }
}
