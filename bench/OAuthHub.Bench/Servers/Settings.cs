using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthHub.Bench.Servers;

/// <summary>How the real hub and the real worker are set up to be measured.</summary>
internal static class Settings
{
    /// <summary>Settings of a process that shares vault and Redis with others.</summary>
    public static string[] Shared(string folder, string redis) => [Folder(folder), "ConnectionStrings:redis=" + redis];

    public static string Folder(string folder) => "OAuthHub:DataDirectory=" + folder;

    /// <param name="given"><c>key=value</c>, which come before what is set here.</param>
    public static Dictionary<string, string?> Of(string sandbox, string[] given)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["OAuthHub:PublicUrl"] = "http://localhost",
            ["OAuthHub:Sandbox:Url"] = sandbox,
            // The platform's limits must not be what is measured.
            ["OAuthHub:Platforms:sandbox:Limits:Concurrency"] = RefreshBench.InFlight.ToString(CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var setting in given) settings[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return settings;
    }

    /// <summary>Takes out services that would start by themselves what the measurement starts, to the millisecond.</summary>
    public static void RemoveHosted(IServiceCollection services, Func<Type, bool> which)
    {
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType is { } type && which(type)).ToList())
            services.Remove(service);
    }

    public static bool IsQuartz(Type type) => type.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) is true;
}
