using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting;

/// <summary>A process that this one started and ends. What it prints appears here, with its name before each line.</summary>
internal sealed partial class ChildProcess
{
    private readonly Process process;
    private readonly string name;
    private volatile bool isStopping;

    public ChildProcess(string name, string folder, string[] command, IEnumerable<(string Key, string Value)> environment)
    {
        this.name = name;
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment) start.Environment[key] = value;
        process = Process.Start(start)!;
        Print($"is process {process.Id}");
        process.OutputDataReceived += (_, line) => Print(line.Data);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Ended = EndAsync();
    }

    /// <summary>Its exit code, once it has ended by itself or was ended.</summary>
    public Task<int> Ended { get; }

    public void Print(string? line)
    {
        if (line is not null) Console.WriteLine($"[{name}] {line}");
    }

    /// <summary>Asks it to end, and ends it and all that it started when it does not within that time.</summary>
    public async Task StopAsync(TimeSpan within)
    {
        isStopping = true;
        if (!Ended.IsCompleted && !OperatingSystem.IsWindows() && Signal(process.Id, 15) == 0) await Task.WhenAny(Ended, Task.Delay(within, TimeProvider.System));
        if (Ended.IsCompleted) return;
        process.Kill(entireProcessTree: true);
        Print("did not end when asked, so it was killed");
        await Ended;
    }

    private async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        if (!isStopping) Print($"ended with code {process.ExitCode}");
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
