using System.CommandLine;
using System.CommandLine.Parsing;

namespace OAuthHub.Api.Commands;

/// <summary>A command of the hub: what it does, an example of it, and <c>--json</c>. To add one: derive from this, and name it in its group.</summary>
internal abstract class HubCommand : Command
{
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document, and errors as JSON on standard error" };

    /// <param name="does">In one sentence; it stands in the help of its group too.</param>
    /// <param name="example">What follows the program's name.</param>
    protected HubCommand(CommandLineRun run, string name, string does, string example)
        : base(name, does)
    {
        Example = example;
        Add(json);
        // A misspelt option is no file and no id.
        Validators.Add(given =>
        {
            foreach (var token in given.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Where(token => token.Value.StartsWith('-'))) given.AddError($"{token.Value}: not known here.");
        });
        SetAction(async (given, cancellationToken) =>
        {
            run.Output.IsJson = given.GetValue(json);
            return await RunAsync(given, run, cancellationToken);
        });
    }

    public string Example { get; }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken);
}
