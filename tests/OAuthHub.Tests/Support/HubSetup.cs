using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Tests.Support;

/// <summary>What a test wants of its hub; what it leaves out is what a newcomer gets.</summary>
internal sealed record HubSetup
{
    public string Environment { get; init; } = "Development";

    /// <summary>Configuration, with <c>:</c> between the parts.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Where the hub keeps its data; a folder of its own when left out. Whoever gives one removes it.</summary>
    public TemporaryFolder? Folder { get; init; }

    /// <summary>True: the machine's clock. False: one that stands still until the test moves it.</summary>
    public bool RealTime { get; init; }

    /// <summary>True: the Quartz worker runs. False: only what the test asks for is refreshed.</summary>
    public bool Worker { get; init; }

    /// <summary>A sandbox that outlives the hub; the hub's own when left out.</summary>
    public string? SandboxAddress { get; init; }

    /// <summary>Replaces parts of the hub, such as the vault by one that fails.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
