using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Network;

namespace OAuthHub.Core.SignIn;

/// <summary>The settings under <c>OAuthHub:SignIn:Header</c>: a proxy in front of the hub that signs people in and names them in a header.</summary>
public sealed class HeaderOptions
{
    public const string Section = "OAuthHub:SignIn:Header";

    /// <summary>The header that names the person, such as <c>X-Forwarded-User</c>. Null: people do not sign in this way.</summary>
    public string? Name { get; set; }

    /// <summary>The networks of the proxies whose word counts, such as <c>10.1.0.0/16</c>. From anywhere else the header is refused.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    public IReadOnlyList<string> AllowedUsers { get; set; } = [];

    /// <summary>Who comes in as an operator; they need not stand among the users too.</summary>
    public IReadOnlyList<string> Operators { get; set; } = [];

    /// <summary>A further header by which the proxy proves itself, such as <c>X-Proxy-Secret</c>; with <see cref="Secret"/>. Null: its address is proof enough.</summary>
    public string? SecretName { get; set; }

    public string? Secret { get; set; }

    public bool IsOn => Name is not null;

    public SignInLists Lists => new(new AllowList(AllowedUsers), new AllowList(Operators));

    public bool Trusts(IPAddress? address) => NamedNetworks.Hold(TrustedProxies, address);

    internal void Read(IConfigurationSection section)
    {
        section.Bind(this);
        TrustedProxies = OptionWords.Of(section.GetSection(nameof(TrustedProxies)));
        AllowedUsers = OptionWords.Of(section.GetSection(nameof(AllowedUsers)));
        Operators = OptionWords.Of(section.GetSection(nameof(Operators)));
    }
}

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class HeaderOptionsValidator : IValidateOptions<HeaderOptions>
{
    private const string Section = HeaderOptions.Section;
    private const int ShortestSecret = 16;

    /// <summary>What any client may send with a meaning of its own, so that a proxy cannot be sure to have set it.</summary>
    private static readonly string[] Taken = ["Authorization", "X-API-Key", "Cookie", "Host", "Origin", "X-OAuthHub"];

    public ValidateOptionsResult Validate(string? name, HeaderOptions options)
    {
        if (!options.IsOn)
        {
            return options.TrustedProxies.Count == 0 && options.AllowedUsers.Count == 0 && options.Operators.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Section}:Name is not set, and other settings of {Section} are. Give the header by which the proxy names the person, such as X-Forwarded-User, or remove the others.");
        }
        var wrong = new List<string>();
        if (!IsHeader(options.Name!)) wrong.Add($"{Section}:Name is '{options.Name}'. Give the header by which the proxy names the person, such as X-Forwarded-User.");
        if (options.TrustedProxies.Count == 0) wrong.Add($"{Section}:TrustedProxies is empty. Name the proxy's own network, such as 10.1.0.7/32: anybody else could set the header.");
        foreach (var network in options.TrustedProxies)
        {
            if (!IPNetwork.TryParse(network, out var parsed)) wrong.Add($"{Section}:TrustedProxies has '{network}'. Give a network's first address and the length of its prefix, such as 10.1.0.7/32.");
            else if (parsed.PrefixLength == 0) wrong.Add($"{Section}:TrustedProxies has '{network}', which is everybody. Name the proxy's own network, such as 10.1.0.7/32.");
        }
        if (options.AllowedUsers.Count + options.Operators.Count == 0) wrong.Add($"{Section}:AllowedUsers and {Section}:Operators are empty, so nobody could sign in. Name people as the header does, or all of a domain as @example.com.");
        wrong.AddRange(new AllowList(options.AllowedUsers).Faults($"{Section}:AllowedUsers"));
        wrong.AddRange(new AllowList(options.Operators).Faults($"{Section}:Operators"));
        if ((options.SecretName is null) != (options.Secret is null)) wrong.Add($"{Section}:SecretName and {Section}:Secret belong together. Give both, or neither.");
        if (options.SecretName is { } header && !IsHeader(header)) wrong.Add($"{Section}:SecretName is '{header}'. Give the name of a header, such as X-Proxy-Secret.");
        if (options.Secret is { Length: < ShortestSecret }) wrong.Add($"{Section}:Secret is shorter than {ShortestSecret} characters. Use a random one, such as the output of: openssl rand -hex 16.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsHeader(string name) => name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !Taken.Contains(name, StringComparer.OrdinalIgnoreCase);
}
