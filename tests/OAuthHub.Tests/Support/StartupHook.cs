using System.Diagnostics.Tracing;
using System.Runtime.InteropServices;

#pragma warning disable CA1050, MA0047 // the runtime looks for this name, without a namespace

/// <summary>
/// Loaded into a hub that is a process of its own (<c>DOTNET_STARTUP_HOOKS</c>), to stop it where no test could from outside: when a request
/// to a token endpoint was made and is not sent yet. It does so once each time the file that <see cref="Flag"/> names appears.
/// </summary>
internal static partial class StartupHook
{
    /// <summary>The environment variable with the path of the file.</summary>
    public const string Flag = "OAUTHHUB_STOP_BEFORE_REQUEST";

    private static Requests? listener;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Flag) is { Length: > 0 } path) listener = new Requests(path);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    /// <summary>Hears of each request on the thread that makes it, before its first byte leaves.</summary>
    private sealed class Requests(string flag) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Http") EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "RequestStart" || eventData.Payload?[3] is not string path || !path.EndsWith("/token", StringComparison.Ordinal) || !File.Exists(flag)) return;
            // The signal may be taken by another thread, a moment later on a busy machine: this one must not send meanwhile.
            using var continued = new ManualResetEventSlim();
            using var registration = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => continued.Set());
            File.Delete(flag);
            _ = Signal(Environment.ProcessId, OperatingSystem.IsMacOS() ? 17 : 19); // SIGSTOP
            continued.Wait();
        }
    }
}
