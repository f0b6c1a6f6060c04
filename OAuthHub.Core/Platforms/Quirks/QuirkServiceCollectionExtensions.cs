using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Platforms.Quirks;

internal static class QuirkServiceCollectionExtensions
{
    /// <summary>The strategies in code. To add one: a class here, its name in <see cref="QuirkNames"/>, and a line below.</summary>
    public static IServiceCollection AddQuirks(this IServiceCollection services) =>
        services.AddSingleton<Quirk, CallbackSignature>().AddSingleton<Quirk, DynamicRegistration>()
            .AddSingleton<Quirk, PushedAuthorization>().AddSingleton<Quirk, DPoP>()
            .AddSingleton<Quirk, AtprotoIdentity>().AddSingleton<Quirk, ClientMetadata>();
}
