using System.Runtime.InteropServices;

namespace OAuthHub.Tests.Support;

/// <summary>Signals to processes that a test started.</summary>
internal static partial class Signals
{
    /// <summary>SIGTERM: it is asked to end.</summary>
    public static void Terminate(int process) => Assert.Equal(0, Kill(process, 15));

    /// <summary>SIGSTOP: it stands still and does not know it.</summary>
    public static void Stop(int process) => Assert.Equal(0, Kill(process, OperatingSystem.IsMacOS() ? 17 : 19));

    /// <summary>SIGCONT: it goes on where it stood.</summary>
    public static void Continue(int process) => Assert.Equal(0, Kill(process, OperatingSystem.IsMacOS() ? 19 : 18));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
