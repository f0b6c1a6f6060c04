namespace OAuthHub.Sandbox.Accounts;

/// <summary>A person who has an account at the practice platform.</summary>
internal sealed record Account(string Id, string Name)
{
    /// <summary>One or two capitals for the avatar.</summary>
    public string Initials => string.Concat(Name.Split(' ').Take(2).Select(word => char.ToUpperInvariant(word[0])));
}
