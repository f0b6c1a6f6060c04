using System.Diagnostics;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>An agent as a process of its own: where the hub is and its key come from the environment, as in real life.</summary>
internal static class AgentProgram
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim Installing = new(1);

    public static string Python { get; } = Repository.File("clients", "python");

    public static string TypeScript { get; } = Repository.File("clients", "typescript");

    /// <summary>Everything that it printed; fails when it fails or does not end.</summary>
    public static async Task<string> RunAsync(HubHost? hub, string folder, string program, IEnumerable<string> arguments, TimeSpan? deadline = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Path.Combine(Python, "src");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        if (hub is not null) (start.Environment["OAUTHHUB_URL"], start.Environment["OAUTHHUB_KEY"]) = (hub.Address, hub.Agent.Key);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var end = new CancellationTokenSource(deadline ?? Deadline);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        var printed = await output + await errors;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{printed}");
        return printed;
    }

    /// <summary>Installs and builds the TypeScript library, once and where its sources are newer than what was built.</summary>
    public static async Task BuildTypeScriptAsync()
    {
        await Installing.WaitAsync();
        try
        {
            var deadline = TimeSpan.FromMinutes(3);
            if (!Directory.Exists(Path.Combine(TypeScript, "node_modules"))) await RunAsync(null, TypeScript, "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], deadline);
            if (IsOlder("dist", "src")) await RunAsync(null, TypeScript, "npm", ["run", "--silent", "build"], deadline);
            if (IsOlder("build", "test")) await RunAsync(null, TypeScript, "npx", ["tsc", "-p", "test/tsconfig.json"], deadline);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static bool IsOlder(string built, string sources) => Newest(built) is not { } last || Newest(sources) > last;

    private static DateTime? Newest(string folder)
    {
        var info = new DirectoryInfo(Path.Combine(TypeScript, folder));
        return info.Exists && info.EnumerateFiles("*", SearchOption.AllDirectories).ToList() is { Count: > 0 } files ? files.Max(file => file.LastWriteTimeUtc) : null;
    }
}
