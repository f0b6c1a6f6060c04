using System.Diagnostics;
using System.Text;

namespace OAuthHub.Tests.Shared;

/// <summary>Runs programs that refuse to run as root: as the user <c>postgres</c> or <c>nobody</c> where we are root, as ourselves elsewhere.</summary>
internal static class OtherUser
{
    private static readonly string? Name = Environment.UserName is "root" ? File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody" : null;

    /// <summary>Makes the folder, with all that is in it, the other user's.</summary>
    public static async Task GiveAsync(string folder)
    {
        if (Name is null) return;
        using var chown = Process.Start("chown", ["-R", Name, folder]);
        await chown.WaitForExitAsync();
        if (chown.ExitCode != 0) throw new InvalidOperationException($"{folder} cannot be given to {Name}.");
    }

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var output = new StringBuilder();
        using var process = Start(program, output, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed:\n{output}");
    }

    /// <param name="output">Takes what it says; lock it to read.</param>
    public static Process Start(string program, StringBuilder output, params string[] arguments)
    {
        // setpriv becomes the program, so that the process is the program's own.
        var start = Name is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo("setpriv", [$"--reuid={Name}", "--clear-groups", "--", program, .. arguments]);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (false, true, true, "/");
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            lock (output) output.AppendLine(line);
        }
    }
}
