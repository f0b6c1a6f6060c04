using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core.Network;

/// <summary>The settings under <c>OAuthHub:Network</c>: where the hub may go at a person's word although it is not on the public internet.</summary>
public sealed class NetworkOptions
{
    public const string Section = "OAuthHub:Network";

    /// <summary>Servers by name, with a port where it is not 443: <c>git.corp.internal</c>, <c>git.example.com:8443</c>. They may have private addresses.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Networks in CIDR notation, such as <c>10.0.0.0/8</c>: any name that leads into one may be called.</summary>
    public IReadOnlyList<string> AllowedPrivateNetworks { get; set; } = [];

    /// <summary>A list, or one value with commas, which is all that a shell can write.</summary>
    internal void Read(IConfigurationSection section)
    {
        AllowedHosts = Words(section.GetSection(nameof(AllowedHosts)));
        AllowedPrivateNetworks = Words(section.GetSection(nameof(AllowedPrivateNetworks)));
    }

    private static List<string> Words(IConfigurationSection section) =>
        [.. section.GetChildren().Select(item => item.Value).Prepend(section.Value).SelectMany(text => text?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [])];
}
