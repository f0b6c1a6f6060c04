using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>Master keys as text: 32 bytes as base64 each, newest first, between them commas, spaces or line breaks.</summary>
internal static class MasterKeyText
{
    public const string HowToMake = "Make one with: openssl rand -base64 32";

    private static readonly char[] Between = [',', ' ', '\t', '\r', '\n'];

    /// <param name="place">What holds the text, for the message.</param>
    /// <exception cref="HubStartException">It holds none, or something else.</exception>
    public static IReadOnlyList<MasterKey> Read(string text, string place, string remedy)
    {
        var keys = text.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(MasterKey.TryParse).ToList();
        if (keys.Count == 0) throw new HubStartException($"{place} is empty. {remedy}");
        return keys.Contains(null) ? throw new HubStartException($"{place} holds a value that is not 32 bytes as base64. {remedy}") : [.. keys.OfType<MasterKey>()];
    }

    public static string Write(IReadOnlyList<MasterKey> newestFirst) => string.Join('\n', newestFirst.Select(key => key.RevealSecret()));
}
