using Microsoft.Extensions.Options;

namespace OAuthHub.Api.Mcp;

/// <summary>The settings under <c>OAuthHub:Mcp</c>.</summary>
internal sealed class McpOptions
{
    public const string Section = "OAuthHub:Mcp";

    /// <summary>Further names under which agents reach the hub, such as <c>oauthhub</c> in a network of containers. Its public address and loopback always count; under them browsers may come too.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Bytes of a platform's answer that a tool gives back; the rest is left out, which is said.</summary>
    public int MaxResultBytes { get; set; } = 64 * 1024;
}

internal sealed class McpOptionsValidator : IValidateOptions<McpOptions>
{
    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        var wrong = new List<string>();
        if (options.MaxResultBytes is < 1024 or > 16 * 1024 * 1024) wrong.Add($"OAuthHub:Mcp:MaxResultBytes is {options.MaxResultBytes}. Give 1024 to 16777216.");
        foreach (var host in options.Hosts.Where(host => Uri.CheckHostName(host) is UriHostNameType.Unknown)) wrong.Add($"OAuthHub:Mcp:Hosts has '{host}', which is no host name. Give the name alone, such as oauthhub.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
