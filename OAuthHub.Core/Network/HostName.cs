using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OAuthHub.Core.Network;

/// <summary>A server's name as it was typed, read into the one form in which names are compared. Says nothing of where it leads.</summary>
/// <param name="Host">Lower case, punycode, no dot at the end; or an address in its canonical form, that of IPv6 without brackets.</param>
/// <param name="Address">Set when it is an address.</param>
internal sealed record HostName(string Host, int Port, IPAddress? Address)
{
    public const int UsualPort = 443;
    private const int Longest = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static Reading Read(string typed)
    {
        var text = typed.Trim();
        if (text.Length == 0) return new Reading.Wrong("Give the name of a server, such as social.example.");
        if (text.Any(c => c is '/' or '\\' or '@' or '?' or '#' or '%' || char.IsWhiteSpace(c) || char.IsControl(c))) return new Reading.Wrong("Give the server's name only, without https://, user or path.");
        if (!TryCutPort(ref text, out var port)) return new Reading.Wrong("What follows the colon is no port.");
        if (text is ['[', .., ']'])
            return IPAddress.TryParse(text.AsSpan(1, text.Length - 2), out var six) && six.AddressFamily is AddressFamily.InterNetworkV6 && string.Equals(six.ToString(), text[1..^1], StringComparison.OrdinalIgnoreCase)
                ? new Reading.Named(new HostName(six.ToString(), port, six))
                : new Reading.Wrong("That is no address of IPv6 in its usual form.");
        if (Ascii(text) is not { } name) return new Reading.Wrong("That is no server's name: it has letters, digits and hyphens, and dots in between.");
        // What ends in a number is read as an address by some, octal and hexadecimal parts included; so it must be one as everybody writes it.
        if (EndsInNumber(name))
            return IPAddress.TryParse(name, out var four) && four.ToString() == name ? new Reading.Named(new HostName(name, port, four)) : new Reading.Wrong("A number is no server's name.");
        return new Reading.Named(new HostName(name, port, null));
    }

    /// <summary>As it stands in a URL.</summary>
    public override string ToString() => (Address is { AddressFamily: AddressFamily.InterNetworkV6 } ? $"[{Host}]" : Host) + (Port == UsualPort ? "" : $":{Port}");

    private static bool TryCutPort(ref string text, out int port)
    {
        port = UsualPort;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text[^1] == ']') return true;
        var digits = text[(colon + 1)..];
        text = text[..colon];
        return digits.Length is > 0 and <= 5 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
    }

    private static string? Ascii(string text)
    {
        try
        {
            var name = Idn.GetAscii((text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant()).ToLowerInvariant();
            return name.Length <= Longest && name.Split('.').All(IsLabel) ? name : null;
        }
        catch (ArgumentException)
        {
            return null; // no letters of any script, or too long
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    private static bool EndsInNumber(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.Ordinal) && last[2..].All(char.IsAsciiHexDigit));
    }

    public abstract record Reading
    {
        private Reading() { }

        public sealed record Named(HostName Name) : Reading;

        /// <param name="Why">For whoever typed it: what is wrong and what to do.</param>
        public sealed record Wrong(string Why) : Reading;
    }
}
