using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>A C# program as somebody would copy it: compiled as a project of its own would be, with the compiler of the SDK, and run as a process.</summary>
internal static class CSharpProgram
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static async Task<string> RunAsync(HubHost hub, TemporaryFolder folder, string code)
    {
        File.WriteAllText(folder.File("Example.cs"), code);
        File.WriteAllText(folder.File("ImplicitUsings.cs"), Usings);
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) is var name && (name is ['S' or 's', ..] or "OAuthHub.Client.dll" || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)));
        File.WriteAllLines(folder.File("references.rsp"), known.Select(path => $"-r:\"{path}\""));
        await AgentProgram.RunAsync(null, folder.Path, "dotnet", [Compiler(), "-nologo", "-out:example.dll", "@references.rsp", "Example.cs", "ImplicitUsings.cs"]);

        File.Copy(Path.Combine(AppContext.BaseDirectory, "OAuthHub.Tests.runtimeconfig.json"), folder.File("example.runtimeconfig.json"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "OAuthHub.Client.dll"), folder.File("OAuthHub.Client.dll"));
        return await AgentProgram.RunAsync(hub, folder.Path, "dotnet", ["example.dll"]);
    }

    private static string Compiler()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetDirectories(Path.Combine(root, "sdk"), $"{Environment.Version.Major}.*").Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Last(File.Exists);
    }
}
