using Microsoft.Extensions.Options;
using OAuthHub.Api.Hosting;
using OAuthHub.Core;

namespace OAuthHub.Api.Commands;

/// <summary>A command does not listen; it knows the address of a hub with the same settings.</summary>
internal static class CommandAddress
{
    public static HubAddress Of(IServiceProvider services) => new(() => Find(services) ??
        throw new CommandException("no_public_url", "OAuthHub:PublicUrl is not set, so nobody knows the hub's address. Give this command the settings of the hub, or --OAuthHub:PublicUrl=https://hub.example.com."));

    /// <summary>Null: outside Development only the operator knows it.</summary>
    public static string? Find(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<HubOptions>>().Value.PublicUrl is { } configured) return configured;
        if (!services.GetRequiredService<IHostEnvironment>().IsDevelopment()) return null;
        var urls = services.GetRequiredService<IConfiguration>()[WebHostDefaults.ServerUrlsKey];
        return HubBuilderExtensions.ReachableAt(urls?.Split(';', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : HubBuilderExtensions.DefaultAddress);
    }
}
