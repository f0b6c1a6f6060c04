using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Network;

namespace OAuthHub.Fuzz.Targets;

/// <summary>The name of a server that a person typed.</summary>
internal static class Hosts
{
    private static readonly NetworkOptions Options = new();
    private static readonly OutboundAddresses Addresses = new(Microsoft.Extensions.Options.Options.Create(Options));
    private static readonly HostRule Rule = new(Addresses, Microsoft.Extensions.Options.Options.Create(Options));

    public static void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (HostName.Read(text) is HostName.Reading.Named(var name))
        {
            FuzzTarget.Demand(HostName.Read(name.ToString()) is HostName.Reading.Named(var again) && again == name, "a name is read as itself again");
            var address = new Uri($"https://{name}/x");
            FuzzTarget.Demand(address.IdnHost == name.Host && address.Port == name.Port && address.UserInfo.Length == 0 && address.PathAndQuery == "/x", "an address with the name leads to that host");
            FuzzTarget.Demand(name.Address is not null == IPAddress.TryParse(address.IdnHost, out _), "who reads an address reads the same one");
        }
        switch (Rule.Check(text))
        {
            case HostReading.Accepted(var host):
                FuzzTarget.Demand(HostName.Read(host) is HostName.Reading.Named({ Port: HostName.UsualPort } accepted) && (accepted.Address is not { } ip || Addresses.MayDial(ip)), "what is accepted is on the public internet, at the usual port");
                break;
            case HostReading.Refused(var why):
                FuzzTarget.Demand(why.Length > 20 && !why.Contains('\n', StringComparison.Ordinal), "a refusal is explained");
                break;
        }
    }
}
