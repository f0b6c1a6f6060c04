using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Core.Health;

/// <summary>What this process says of itself.</summary>
public sealed class OwnProcess(IHostEnvironment host, RefreshSweep sweep, PlatformGates gates, GrantIncidents incidents, ConnectionIndex index, TimeProvider time)
{
    private static readonly string Name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");
    private static readonly string Version = typeof(OwnProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    /// <summary>Not the process's number: a test runs several hubs in one.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    public ProcessReport Report(bool isStopped = false) => new()
    {
        Id = Id,
        Name = Name,
        Program = host.ApplicationName,
        Version = Version,
        StartedAt = startedAt,
        At = time.GetUtcNow(),
        SweptAt = sweep.BeganAt,
        IsStopped = isStopped,
        Platforms = gates.States
            .Select(gate => KeyValuePair.Create(gate.Key, new PlatformTrouble(gate.Value, incidents.IsOn(gate.Key, index.CountOf(gate.Key)))))
            .Where(one => one.Value is { IsIncident: true } or { Gate: { ClosedUntil: not null } or { Failures: > 0 } })
            .ToDictionary(StringComparer.Ordinal),
    };
}
