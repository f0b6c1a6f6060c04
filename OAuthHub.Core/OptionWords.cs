using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core;

/// <summary>A setting of several words: a list, or one value with commas, which is all that a shell can write.</summary>
internal static class OptionWords
{
    public static List<string> Of(IConfigurationSection section) =>
        [.. section.GetChildren().Select(item => item.Value).Prepend(section.Value).SelectMany(text => text?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [])];
}
