using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Moving.Exporting;
using OAuthHub.Core.Moving.Importing;

namespace OAuthHub.Core.Moving;

internal static class MovingServiceCollectionExtensions
{
    /// <summary>Bringing grants in from elsewhere, and taking them along.</summary>
    public static IServiceCollection AddMoving(this IServiceCollection services) => services
        .AddSingleton<PendingGrants>().AddSingleton<KnownGrants>().AddSingleton<RecordCheck>().AddSingleton<GrantExchange>().AddSingleton<GrantImport>().AddSingleton<ImportRun>()
        .AddSingleton<ExportRun>();
}
