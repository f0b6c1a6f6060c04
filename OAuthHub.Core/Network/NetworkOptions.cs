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

    internal void Read(IConfigurationSection section)
    {
        AllowedHosts = OptionWords.Of(section.GetSection(nameof(AllowedHosts)));
        AllowedPrivateNetworks = OptionWords.Of(section.GetSection(nameof(AllowedPrivateNetworks)));
    }
}
