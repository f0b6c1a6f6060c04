using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>A Key Vault and whatever hubs open it: each call of <see cref="OpenAsync"/> is a process of its own, with leases in common.</summary>
internal sealed class KeyVaultFixture : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<OpenedVault> opened = [];
    private readonly KeyRing keys = new([MasterKey.Generate()]);

    public required FakeKeyVault Server { get; init; }

    public ILeases Leases { get; set; } = new InMemoryLeases(TimeProvider.System);

    public IOpeningLeases Opening { get; } = new InMemoryOpeningLeases(TimeProvider.System);

    /// <summary>Short limits, so that a test of a server that hangs does not.</summary>
    public KeyVaultLimits Limits { get; set; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public Dictionary<string, string?> More { get; } = [];

    public static async Task<KeyVaultFixture> StartAsync(TimeProvider? time = null) => new() { Server = await FakeKeyVault.StartAsync(time), Time = time ?? TimeProvider.System };

    /// <summary>The rows alone; whoever asks for them closes them.</summary>
    public async Task<AzureKeyVaultStore> ConnectAsync() => (AzureKeyVaultStore)await Backend(Opening).OpenAsync(Settings(), CancellationToken.None);

    public Task<OpenedVault> OpenAsync() => OpenAsync(Opening);

    public async Task<OpenedVault> OpenAsync(IOpeningLeases opening)
    {
        var backend = Backend(opening);
        var opener = new VaultOpener([backend], new HubPaths(folder.Path), keys, TimeProvider.System, NullLoggerFactory.Instance);
        var vault = await opener.OpenAsync(backend.Name, Settings(), CancellationToken.None);
        lock (opened) opened.Add(vault);
        return vault;
    }

    /// <summary>The name of the secret that holds the only record.</summary>
    public string OnlySecret() => Server.Secrets.Names.Single(name => name.Length == "oauthhub-".Length + 64);

    public async ValueTask DisposeAsync()
    {
        foreach (var vault in opened) await vault.DisposeAsync();
        await Server.DisposeAsync();
        folder.Dispose();
    }

    private IConfigurationSection Settings() =>
        new ConfigurationBuilder().AddInMemoryCollection(Server.Settings).AddInMemoryCollection(More).Build().GetSection(AzureKeyVaultOptions.Section);

    private AzureKeyVaultBackend Backend(IOpeningLeases opening) =>
        new(Server.Clients with { Limits = Limits, Time = Time }, new ServiceCollection().AddSingleton(Leases).AddSingleton(opening).BuildServiceProvider());
}
