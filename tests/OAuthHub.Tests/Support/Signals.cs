using System.Runtime.InteropServices;

namespace OAuthHub.Tests.Support;

/// <summary>Signals to processes that a test started.</summary>
internal static partial class Signals
{
    /// <summary>SIGTERM: it is asked to end.</summary>
    public static void Terminate(int process) => Assert.Equal(0, Kill(process, 15));

    /// <summary>SIGSTOP: it stands still and does not know it. Returns when it does: the signal alone may take a moment.</summary>
    public static void Stop(int process)
    {
        Assert.Equal(0, Kill(process, OperatingSystem.IsMacOS() ? 17 : 19));
        var began = TimeProvider.System.GetTimestamp();
        while (OperatingSystem.IsLinux() && !StandsStill(process)) Assert.True(TimeProvider.System.GetElapsedTime(began) < HubHost.Deadline, "it does not stop");
    }

    /// <summary>SIGCONT: it goes on where it stood.</summary>
    public static void Continue(int process) => Assert.Equal(0, Kill(process, OperatingSystem.IsMacOS() ? 19 : 18));

    // All its threads: the process counts as stopped as soon as one of them is. One that has ended (Z) moves no more either.
    private static bool StandsStill(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task").All(thread => File.ReadAllText(Path.Combine(thread, "stat")) is var stat && stat[stat.LastIndexOf(')') + 2] is 'T' or 't' or 'Z');

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
