namespace OAuthHub.Core.OAuth;

/// <summary>A template needs a value that nobody gave: the platform left it out of an answer, or the operator has not set it.</summary>
public sealed class MissingValueException(string platformId, string name) : InvalidOperationException($"The template of {platformId} needs a value for {{{name}}}.")
{
    /// <summary>What is made of templates; null: a hole has no value.</summary>
    internal static T? OrNull<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (MissingValueException)
        {
            return null;
        }
    }
}
