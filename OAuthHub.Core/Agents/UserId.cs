namespace OAuthHub.Core.Agents;

/// <summary>What the id of a user may be. Whoever runs the hub gives them out.</summary>
public static class UserId
{
    /// <summary>For people, after the word that it is about.</summary>
    public const string Rule = "1 to 128 characters, letters, digits and . _ @ : + - |";

    private const int Longest = 128;

    public static bool IsValid(string user)
    {
        if (user.Length is 0 or > Longest) return false;
        foreach (var c in user)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '@' or ':' or '+' or '-' or '|')) return false;
        return true;
    }
}
