namespace OAuthHub.Core;

/// <summary>
/// The hub must not start like this. The message is for the operator: what is wrong, which setting or file, and the remedy.
/// </summary>
public sealed class HubStartException(string message, Exception? inner = null) : Exception(message, inner);
