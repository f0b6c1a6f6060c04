using System.Net;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Network;

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class NetworkOptionsValidator : IValidateOptions<NetworkOptions>
{
    private const string Section = NetworkOptions.Section;

    public ValidateOptionsResult Validate(string? name, NetworkOptions options)
    {
        var wrong = new List<string>();
        foreach (var host in options.AllowedHosts)
        {
            if (HostName.Read(host) is not HostName.Reading.Named)
                wrong.Add($"{Section}:AllowedHosts has '{host}'. Give the name of a server, with a port where it is not 443 and without https:// and path, such as git.corp.internal or git.example.com:8443.");
        }
        foreach (var network in options.AllowedPrivateNetworks)
        {
            if (!IPNetwork.TryParse(network, out var parsed))
                wrong.Add($"{Section}:AllowedPrivateNetworks has '{network}'. Give a network's first address and the length of its prefix, such as 10.20.0.0/16.");
            else if (parsed.PrefixLength < 7)
                wrong.Add($"{Section}:AllowedPrivateNetworks has '{network}', which is more than any network of one's own. Name the networks that the hub has to reach, such as 10.20.0.0/16.");
        }
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
