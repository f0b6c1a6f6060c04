using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.HashiCorpVault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>A server and what opens vaults on it.</summary>
internal sealed class HashiCorpVaultSteps : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<IAsyncDisposable> opened = [];

    private HashiCorpVaultSteps(FakeHashiCorpVault server) => Server = server;

    public FakeHashiCorpVault Server { get; }

    public FakeClock Clock => Server.Clock;

    public MasterKey Key { get; } = MasterKey.Generate();

    public LogRecorder Logs { get; } = new();

    public TemporaryFolder Folder => folder;

    public static async Task<HashiCorpVaultSteps> StartAsync() => new(await FakeHashiCorpVault.StartAsync());

    /// <summary>As one more process does. Whoever asks for it closes it.</summary>
    public Task<IRecordStore> ConnectAsync() => Backend("Development").OpenAsync(Section(null), CancellationToken.None);

    /// <param name="settings">Of the section; a token with the shipped policy when left out.</param>
    public async Task<IRecordStore> OpenRowsAsync(Dictionary<string, string?>? settings = null, string environment = "Development")
    {
        var store = await Backend(environment).OpenAsync(Section(settings), CancellationToken.None);
        opened.Add(store);
        return store;
    }

    public async Task<IVault> OpenAsync(Dictionary<string, string?>? settings = null)
    {
        var logs = LoggerFactory.Create(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        var opener = new VaultOpener([Backend("Development")], new HubPaths(folder.Path), new KeyRing([Key]), Clock, logs);
        var vault = await opener.OpenAsync("HashiCorpVault", Section(settings), CancellationToken.None);
        opened.Add(vault);
        return vault.Vault;
    }

    /// <summary>The refusal's text; the opening must fail.</summary>
    public async Task<string> RefusalAsync(Dictionary<string, string?>? settings = null, string environment = "Development")
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => OpenRowsAsync(settings, environment));
        Assert.True(refusal is HubStartException or VaultUnavailableException, refusal.ToString());
        return refusal.Message;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened) await one.DisposeAsync();
        await Server.DisposeAsync();
        folder.Dispose();
        Assert.Empty(Server.Violations);
    }

    private HashiCorpVaultBackend Backend(string environment)
    {
        var logs = LoggerFactory.Create(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        return new HashiCorpVaultBackend(new HostingEnvironment { EnvironmentName = environment }, Clock, logs.CreateLogger<HashiCorpVaultBackend>());
    }

    private IConfiguration Section(Dictionary<string, string?>? settings)
    {
        settings = new Dictionary<string, string?>(settings ?? new() { ["Token"] = Server.MakeToken() });
        settings.TryAdd("Address", Server.Address);
        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}
