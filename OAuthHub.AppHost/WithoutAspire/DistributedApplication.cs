using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting;

/// <summary>
/// A stand-in for the few calls of Aspire that AppHost.cs makes. It records the model and starts it as plain processes of this
/// machine: for development and tests where the Aspire packages or a container engine are missing. It publishes nothing.
/// </summary>
internal sealed class DistributedApplication(IDistributedApplicationBuilder builder)
{
    /// <summary>For tests: takes the model instead of its being run.</summary>
    public static AsyncLocal<Action<IReadOnlyList<Resource>>?> Intercept { get; } = new();

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new(args);

    public void Run()
    {
        Intercept.Value?.Invoke(builder.Resources);
        if (Intercept.Value is not null) return;
        using var stop = new CancellationTokenSource();
        Action<PosixSignalContext> onSignal = signal => (signal.Cancel, _) = (true, stop.CancelAsync());
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, onSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, onSignal);
        // For tests: no port is the same in two runs. Aspire reads the same key.
        if (builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts")) builder.Resources.ForEach(resource => resource.Port = null);
        Environment.ExitCode = new ApplicationRun(builder.Resources).RunAsync(stop.Token).GetAwaiter().GetResult() ? 0 : 1;
    }
}

/// <summary>Aspire has an interface of this name; one class does here.</summary>
internal sealed class IDistributedApplicationBuilder(string[] args)
{
    private const string UserSecretsId = "oauthhub-apphost";

    public List<Resource> Resources { get; } = [];
    public IConfiguration Configuration { get; } = new ConfigurationBuilder().AddUserSecrets(UserSecretsId).AddEnvironmentVariables().AddCommandLine(args).Build();
    public (bool IsRunMode, bool IsPublishMode) ExecutionContext { get; } = (true, false);

    public DistributedApplication Build() => new(this);

    /// <summary>Keeps a value in the file in which Aspire keeps it too: both flavours open the same vault.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] // resources that start at once ask for several
    public static string Keep(string key, string value)
    {
        var path = PathHelper.GetSecretsPathFromSecretsId(UserSecretsId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var secrets = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        secrets[key] = value;
        File.WriteAllText(path, "{}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, secrets.ToJsonString(new() { WriteIndented = true }));
        return value;
    }
}
