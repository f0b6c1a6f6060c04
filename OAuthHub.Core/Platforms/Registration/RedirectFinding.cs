namespace OAuthHub.Core.Platforms.Registration;

public enum RedirectVerdict
{
    /// <summary>The platform takes the address.</summary>
    Ok,

    /// <summary>It depends on what the operator does at the platform.</summary>
    Depends,

    /// <summary>The platform refuses the address.</summary>
    Refused,
}

/// <summary>One demand of a platform, held against this hub's redirect address.</summary>
/// <param name="Rule">The demand.</param>
/// <param name="Verdict">Whether this hub's address meets it.</param>
/// <param name="Text">What was found, and what to do.</param>
/// <param name="Copy">What is to be entered at the platform; null: nothing for this rule.</param>
public sealed record RedirectFinding(RedirectRule Rule, RedirectVerdict Verdict, string Text, string? Copy = null);
