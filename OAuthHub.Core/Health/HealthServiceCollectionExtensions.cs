using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Core.Health;

internal static class HealthServiceCollectionExtensions
{
    /// <summary>What the hub says of itself to whoever runs it. The numbers are heard from the start on.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<HubNumbers>().AddSingleton<OwnProcess>().AddSingleton<HubProcesses>().AddSingleton<DueState>().AddSingleton<HubHealth>().AddHostedService<ProcessBeat>();
}
