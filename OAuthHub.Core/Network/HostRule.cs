using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Network;

/// <summary>
/// Whether the hub may call a host that a person typed or that a platform's answer named. It asks no name server: where a name
/// really leads is checked when it is dialled (<see cref="GuardedDialling"/>).
/// </summary>
public sealed class HostRule(OutboundAddresses addresses, IOptions<NetworkOptions> options)
{
    // Names that mean another machine in each network: RFC 6761, 6762 and appendix G, 8375, and what ICANN set aside as internal.
    private static readonly string[] Local = ["localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa"];

    private const string AskOperator = "For a server in the hub's own network, the operator adds it to OAuthHub:Network:AllowedHosts.";

    private readonly HashSet<string> allowed = options.Value.AllowedHosts.Select(HostName.Read).OfType<HostName.Reading.Named>().Select(reading => reading.Name.ToString()).ToHashSet(StringComparer.Ordinal);

    /// <param name="typed">What somebody typed: a host and nothing else.</param>
    public HostReading Check(string typed) => HostName.Read(typed) switch
    {
        HostName.Reading.Named(var name) => Refusal(name) is { } why ? new HostReading.Refused(why) : new HostReading.Accepted(name.ToString()),
        HostName.Reading.Wrong(var why) => new HostReading.Refused(why),
        _ => throw new InvalidOperationException("A name is read or wrong."),
    };

    /// <summary>Whether an address may be called as far as it shows itself: https, no user, a host that may be.</summary>
    public bool Allows(Uri address) => address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && Check(Written(address)) is HostReading.Accepted;

    /// <summary>The operator named this very host and port.</summary>
    public bool IsOperators(string host, int port) => HostName.Read(Bracketed(host) + ":" + port) is HostName.Reading.Named(var name) && allowed.Contains(name.ToString());

    /// <summary>Null: it may be called.</summary>
    private string? Refusal(HostName name)
    {
        if (allowed.Contains(name.ToString())) return null;
        if (name.Port != HostName.UsualPort) return "Leave out the port: the hub calls 443 and no other. " + AskOperator;
        if (name.Address is { } address)
            return addresses.MayDial(address) ? null : "This address is not on the public internet. For one in the hub's own network, the operator adds the network to OAuthHub:Network:AllowedPrivateNetworks.";
        return !name.Host.Contains('.', StringComparison.Ordinal) || Local.Any(local => name.Host.EndsWith("." + local, StringComparison.Ordinal)) ? "This name is not one of the public internet. " + AskOperator : null;
    }

    private static string Written(Uri address) => Bracketed(address.IdnHost) + ":" + address.Port;

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}

public abstract record HostReading
{
    private HostReading() { }

    /// <param name="Host">In the form to be kept and put into addresses: lower case, punycode, with a port only where the operator allows it.</param>
    public sealed record Accepted(string Host) : HostReading;

    /// <param name="Why">A sentence or two for whoever typed it: what is wrong and what to do.</param>
    public sealed record Refused(string Why) : HostReading;
}
