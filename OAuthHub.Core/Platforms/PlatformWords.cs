using System.Text.Json;

namespace OAuthHub.Core.Platforms;

/// <summary>The words of entries, as files write them.</summary>
internal static class PlatformWords
{
    /// <summary><c>client_secret_post</c>.</summary>
    public static string Snake<T>(T word)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
