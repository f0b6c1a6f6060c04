namespace OAuthHub.Core.Moving;

/// <summary>A file cannot be read, opened or written. The message is for the operator: what is wrong and what to do; nothing was changed.</summary>
/// <param name="code">Stable, for scripts.</param>
public sealed class MovingException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
