using System.Diagnostics;
using System.Text.Json;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

/// <summary>What a command has printed, and its exit code.</summary>
internal sealed record CommandReply(int Code, string Output, string Error)
{
    /// <summary>The one document that <c>--json</c> prints.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public JsonElement Failure => JsonDocument.Parse(Error).RootElement;

    public CommandReply Ends(int code)
    {
        Assert.True(Code == code, $"exit code {Code}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Refused with this code, with nothing on standard output.</summary>
    public string Refused(string code, int exitCode = ExitCode.Refused)
    {
        Ends(exitCode);
        Assert.Equal("", Output);
        Assert.Equal(code, Failure.GetProperty("code").GetString());
        return Failure.GetProperty("message").GetString()!;
    }
}

/// <summary>Runs commands, in this process through the same entry as the program's, or as the program itself.</summary>
internal static class CommandSteps
{
    public static Task<CommandReply> RunAsync(this TemporaryFolder folder, params string[] arguments) => folder.RunAsync(null, arguments);

    /// <param name="services">Replaces parts of the hub, such as the way to a backend.</param>
    public static async Task<CommandReply> RunAsync(this TemporaryFolder folder, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new CommandLineRun(new CommandOutput(output, error), services).RunAsync(
            [.. arguments, "--environment=Development", "--contentRoot", Repository.File("OAuthHub.Api"), $"--OAuthHub:DataDirectory={folder.Path}"]);
        return new CommandReply(code, output.ToString(), error.ToString());
    }

    /// <summary>As a process of its own, with its standard output and error in pipes.</summary>
    public static async Task<CommandReply> RunProcessAsync(this TemporaryFolder folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(HubProcess.Deadline);
        return new CommandReply(process.ExitCode, await output, await error);
    }

    public static Process Start(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, HubProcess.Api + ".dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.File(HubProcess.Api),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["OAuthHub__DataDirectory"] = folder.Path;
        return Process.Start(start)!;
    }
}
