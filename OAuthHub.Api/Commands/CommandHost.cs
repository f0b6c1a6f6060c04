using OAuthHub.Core;
using OAuthHub.Core.Vault;
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

    public static CommandHost Build(IReadOnlyList<string> hostArguments, CommandOutput output)
    {
        var builder = WebApplication.CreateBuilder([.. hostArguments]);
        builder.Configuration.AddSecretFiles();
        SandboxPlatform.Register(builder.Configuration, builder.Environment);
        // Running hubs hear of what a command does through the vault.
        builder.Configuration["ConnectionStrings:redis"] = null;
        builder.Logging.ClearProviders().AddProvider(new CommandWarnings(output));
        builder.Services.AddSingleton(new HubAddress(() => throw new InvalidOperationException("A command does not listen.")));
        builder.Services.AddHubCore(builder.Configuration);
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

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private bool IsFile => string.Equals(app.Configuration[$"{VaultOptions.Section}:Backend"] ?? VaultOptions.Default, VaultOptions.Default, StringComparison.OrdinalIgnoreCase);
}
