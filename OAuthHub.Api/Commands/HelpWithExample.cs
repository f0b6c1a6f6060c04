using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OAuthHub.Api.Commands;

/// <summary>The library's help, with an example of the command behind it.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not HubCommand command) return code;
        parseResult.InvocationConfiguration.Output.WriteLine("Example:");
        parseResult.InvocationConfiguration.Output.WriteLine($"  dotnet OAuthHub.Api.dll {command.Example}");
        return code;
    }
}
