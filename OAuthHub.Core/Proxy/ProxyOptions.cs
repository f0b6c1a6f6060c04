using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Proxy;

/// <summary>The settings under <c>OAuthHub:Proxy</c>.</summary>
public sealed class ProxyOptions
{
    public const string Section = "OAuthHub:Proxy";

    /// <summary>Bytes of a request's body; more is refused.</summary>
    public long MaxRequestBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>Seconds until the head of the platform's answer, counted from when the last part of the request left.</summary>
    public int HeadTimeoutSeconds { get; set; } = 100;

    /// <summary>Seconds in which an answer may stand still, after which it is given up.</summary>
    public int IdleTimeoutSeconds { get; set; } = 300;

    /// <summary>An HTTP proxy through which the platforms' APIs are called: <c>http://proxy.example:3128</c>. Null: none, whatever the environment says.</summary>
    public string? OutboundProxy { get; set; }

    public TimeSpan HeadTimeout => TimeSpan.FromSeconds(HeadTimeoutSeconds);

    public TimeSpan IdleTimeout => TimeSpan.FromSeconds(IdleTimeoutSeconds);
}

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    private const long MostBytes = 10L * 1024 * 1024 * 1024;
    private const int Longest = 3600;

    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var wrong = new List<string>();
        if (options.MaxRequestBytes is < 0 or > MostBytes) wrong.Add($"{ProxyOptions.Section}:MaxRequestBytes is {options.MaxRequestBytes}. Give 0 to {MostBytes} bytes.");
        if (options.HeadTimeoutSeconds is < 1 or > Longest) wrong.Add($"{ProxyOptions.Section}:HeadTimeoutSeconds is {options.HeadTimeoutSeconds}. Give 1 to {Longest}.");
        if (options.IdleTimeoutSeconds is < 1 or > Longest) wrong.Add($"{ProxyOptions.Section}:IdleTimeoutSeconds is {options.IdleTimeoutSeconds}. Give 1 to {Longest}.");
        // Its value is not repeated: it may hold a password.
        if (options.OutboundProxy is { } proxy && !(Uri.TryCreate(proxy, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            wrong.Add($"{ProxyOptions.Section}:OutboundProxy is no address. Give one such as http://proxy.example:3128, or leave it out.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
