using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Core.Coordination.InMemory;

internal static class InMemoryServiceCollectionExtensions
{
    /// <summary>Coordination within one process.</summary>
    public static IServiceCollection AddInMemoryCoordination(this IServiceCollection services) => services
        .AddSingleton<ILeases, InMemoryLeases>().AddSingleton<IOpeningLeases, InMemoryOpeningLeases>().AddSingleton<IDueQueue, InMemoryDueQueue>().AddSingleton<ISharedIndex, InMemorySharedIndex>()
        .AddSingleton<ILoginStates, InMemoryLoginStates>().AddSingleton<IConnectLinks, InMemoryConnectLinks>().AddSingleton<IChangeEvents, InMemoryChangeEvents>().AddSingleton<IProcessBoard, NoProcessBoard>()
        .AddSingleton(provider => new MemoryTrust(provider.GetRequiredService<TimeProvider>(), longest: null))
        .AddSingleton(new CoordinationState(() => true));
}
