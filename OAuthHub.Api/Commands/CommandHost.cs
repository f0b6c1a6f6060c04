using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Api.Commands;

/// <summary>
/// The hub's services without the hub: the same configuration and the same domain, but nothing that listens, refreshes, reconciles or takes
/// part in Redis. It is never started; what a command asks for is made when it asks.
/// </summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private CommandHost(WebApplication app) => this.app = app;

    /// <param name="other">A backend that the command uses beside the configured one.</param>
    public static CommandHost Build(IReadOnlyList<string> hostArguments, CommandOutput output, string? other = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder([.. hostArguments]);
        builder.Configuration.AddSecretFiles();
        SandboxPlatform.Register(builder.Configuration, builder.Environment);
        // Running hubs hear of what a command does through the vault. Only Key Vault needs the leases there, to compare before it writes.
        if (!NeedsLeases(builder.Configuration[$"{VaultOptions.Section}:Backend"]) && !NeedsLeases(other)) builder.Configuration["ConnectionStrings:redis"] = null;
        builder.Logging.ClearProviders().AddProvider(new CommandWarnings(output));
        builder.Services.AddSingleton(CommandAddress.Of);
        builder.Services.AddHubCore(builder.Configuration);
        services?.Invoke(builder.Services);
        return new CommandHost(builder.Build());
    }

    /// <exception cref="CommandException">There is no vault yet: a command that only looks must not make one.</exception>
    public T OfVault<T>()
        where T : notnull
    {
        RequireMasterKey();
        var paths = Get<HubPaths>();
        if (IsFile && !File.Exists(paths.VaultFile))
            throw new CommandException("no_vault", $"There is no vault in {paths.DataDirectory} yet. Start the hub once, restore a backup into it, or say where the data are: OAuthHub:DataDirectory.");
        return Get<T>();
    }

    /// <exception cref="CommandException">There is no master key yet, and a command that made one would lock out the right one.</exception>
    public void RequireMasterKey()
    {
        var paths = Get<HubPaths>();
        var settings = app.Configuration.GetSection(HubOptions.Section);
        if (string.IsNullOrWhiteSpace(settings["MasterKey"]) && !settings.GetSection("MasterKeySource").Exists() && !File.Exists(paths.MasterKeyFile))
            throw new CommandException("no_master_key", $"There is no master key: OAuthHub:MasterKey is not set, and {paths.MasterKeyFile} is not there. Give this command the settings of the hub.");
    }

    /// <summary>The address of the hub whose settings these are; null: they do not say it.</summary>
    public HubAddress? FindAddress() => CommandAddress.Find(app.Services) is { } address ? new HubAddress(() => address) : null;

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public IReadOnlyList<string> Backends => VaultOptions.Backends(app.Services);

    /// <summary>Of a backend, as the hub's settings have it.</summary>
    public IConfiguration SettingsOf(string backend) => app.Configuration.GetSection($"{VaultOptions.Section}:{backend}");

    /// <exception cref="CommandException">A hub runs beside this command, and nothing keeps their writes apart.</exception>
    public void RequireLeasesOrNoHub()
    {
        if (Get<IVault>().ComparesAndSwaps || !string.IsNullOrEmpty(app.Configuration.GetConnectionString("redis"))) return;
        if (Get<RunningHubs>().Find() is { Count: > 0 } running)
            throw new CommandException("hub_is_running", $"Key Vault cannot compare before it writes, so several processes need the leases of Redis (ConnectionStrings:redis). A hub runs without it (process {string.Join(", ", running)}). Stop it while this runs. Nothing was changed.");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static bool NeedsLeases(string? backend) => string.Equals(backend, "AzureKeyVault", StringComparison.OrdinalIgnoreCase);

    private bool IsFile => string.Equals(app.Configuration[$"{VaultOptions.Section}:Backend"] ?? VaultOptions.Default, VaultOptions.Default, StringComparison.OrdinalIgnoreCase);
}
