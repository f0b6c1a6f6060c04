using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace OAuthHub.Api.Commands;

/// <summary>One run of a command of the operator, from its arguments to its exit code. docs/commands.md describes them all.</summary>
/// <param name="services">Replaces parts of the hub, such as the way to a backend; for tests.</param>
internal sealed class CommandLineRun(CommandOutput output, Action<IServiceCollection>? services = null)
{
    private const string About = "OAuthHub: connects people's accounts and hands live tokens to agents. Without a command the hub starts. Settings of the hub (--OAuthHub:Key value) are understood behind every command.";

    private IReadOnlyList<string> hostArguments = [];

    public CommandOutput Output => output;

    public static CommandLineRun OnConsole() => new(new CommandOutput(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected));

    /// <summary>The hub's services. Whoever asks disposes of them.</summary>
    /// <param name="other">A backend that the command uses beside the configured one.</param>
    public CommandHost OpenHost(string? other = null) => CommandHost.Build(hostArguments, output, other, services);

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        (hostArguments, var own) = HostArguments.Split(arguments);
        output.IsJson = own.Contains("--json", StringComparer.Ordinal); // also for what goes wrong before a command runs
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            var given = Compose().Parse(own);
            if (given.Action is ParseErrorAction) throw Misused(given);
            return await given.InvokeAsync(new InvocationConfiguration { Output = output.Output, Error = output.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            output.Failure("interrupted", "Interrupted. Whatever was begun can be run again.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (CommandException.Of(failure) is { } refusal)
        {
            output.Failure(refusal.Code, refusal.Message);
            return refusal.ExitCode;
        }

        void Interrupt(PosixSignalContext signal)
        {
            // A second one ends the process at once.
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }

    private RootCommand Compose()
    {
        var root = new RootCommand(About) { new VaultCommand(this), new ConnectionsCommand(this), new ImportCommand(this), new ExportCommand(this), new KeysCommand(this), new WebhooksCommand(this), new AuditCommand(this), new PlatformsCommand(this) };
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExample((HelpAction)help.Action!);
        return root;
    }

    /// <summary>What is wrong, and what would be right.</summary>
    private static CommandException Misused(ParseResult given)
    {
        var command = given.CommandResult.Command;
        var allowed = command.Subcommands.Select(sub => sub.Name).Concat(command.Arguments.Select(argument => $"<{argument.Name}>")).Concat(command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        var name = command is RootCommand ? "" : $" {string.Join(' ', command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name).Append(command.Name))}";
        var wrong = given.UnmatchedTokens.Count > 0
            ? $"{string.Join(' ', given.UnmatchedTokens)}: not known here."
            : string.Join(' ', given.Errors.Select(error => string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.') + "."));
        return new CommandException(
            "wrong_usage",
            $"{wrong} Allowed{(name.Length == 0 ? "" : " behind" + name)}: {string.Join(", ", allowed.Distinct(StringComparer.Ordinal))}. More: dotnet OAuthHub.Api.dll{name} --help",
            ExitCode.WrongUsage);
    }
}
