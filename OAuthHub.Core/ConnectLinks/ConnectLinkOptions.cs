using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.ConnectLinks;

/// <summary>The settings under <c>OAuthHub:ConnectLinks</c>.</summary>
public sealed class ConnectLinkOptions
{
    public const string Section = "OAuthHub:ConnectLinks";

    /// <summary>Where a link may send its person at the end: origins, with a path where not all of them is meant, such as <c>https://app.example.com/connected/</c>.</summary>
    public IReadOnlyList<string> ReturnTo { get; set; } = [];

    internal void Read(IConfigurationSection section) => ReturnTo = OptionWords.Of(section.GetSection(nameof(ReturnTo)));
}

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class ConnectLinkOptionsValidator : IValidateOptions<ConnectLinkOptions>
{
    public ValidateOptionsResult Validate(string? name, ConnectLinkOptions options)
    {
        var wrong = options.ReturnTo.Where(address => ReturnAddress.Read(address) is not { Query.Length: 0 })
            .Select(address => $"{ConnectLinkOptions.Section}:ReturnTo has '{address}'. Give an https address (http only for localhost) without a query, such as https://app.example.com/connected/.").ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
