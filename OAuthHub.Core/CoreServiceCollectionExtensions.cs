using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.ConnectLinks;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Health;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Quirks;
using OAuthHub.Core.Platforms.Registration;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.SignIn;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Core;

public static class CoreServiceCollectionExtensions
{
    /// <summary>The whole domain. The host adds a <see cref="HubAddress"/>, since only it knows where it listens.</summary>
    public static IServiceCollection AddHubCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<HubOptions>().Bind(configuration.GetSection(HubOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HubOptions>, HubOptionsValidator>();
        services.AddSingleton(provider => new HubPaths(
            provider.GetRequiredService<IOptions<HubOptions>>().Value.DataDirectory ??
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "oauthhub")));
        services.AddPlatforms();
        services.AddNetwork(configuration);
        services.AddOAuth();
        services.AddProxy(configuration);
        services.AddVault(configuration);

        services.AddSingleton<AppRegistrations>().AddSingleton<RedirectAcceptance>().AddSingleton<PlatformClients>();
        services.AddSingleton<ConnectionIndex>().AddSingleton<ConnectionStore>().AddSingleton<ConnectionFinder>().AddSingleton<IndexFilling>();
        // The one place that asks how the hub runs: alone, or as several processes around a Redis.
        if (configuration.GetConnectionString("redis") is { Length: > 0 } redis) services.AddRedisCoordination(redis).AddHostedService<IndexKeeper>();
        else services.AddInMemoryCoordination();
        services.AddSingleton<HubMeter>();
        services.AddSingleton<PlatformGates>().AddSingleton<GrantIncidents>().AddSingleton<DeadGrants>().AddSingleton<OrphanedTokens>().AddSingleton<AnswerKeeper>()
            .AddSingleton<EndingTokens>().AddSingleton<OtherRefresher>().AddSingleton<RefreshLeases>().AddSingleton<TokenRefresher>().AddSingleton<TokenReader>().AddSingleton<DueBacklog>().AddSingleton<RefreshSweep>().AddSingleton<RefreshOfMany>();
        services.AddSingleton<AgentKeys>().AddSingleton<AgentRates>().AddSingleton<KeyUse>().AddSingleton<ConnectionUse>().AddAudit(configuration);
        services.AddQuirks().AddSingleton<LoginPreparation>().AddSingleton<LoginFlow>().AddSingleton<GrantReader>().AddSingleton<NewConnectionIds>().AddSingleton<LiveGrants>().AddSingleton<ConnectionWriter>().AddSingleton<Disconnecting>().AddSingleton<Releasing>().AddSingleton<PersonalSettings>().AddSingleton<Reconciliation>().AddSingleton<CatchingUp>();
        services.AddConnectLinks(configuration).AddWebhooks().AddMoving().AddHealth().AddSignIn(configuration);
        services.AddHostedService<SignalListener>().AddHostedService<VaultStartup>().AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        return services;
    }
}
