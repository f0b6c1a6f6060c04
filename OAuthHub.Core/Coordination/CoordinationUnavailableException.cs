namespace OAuthHub.Core.Coordination;

/// <summary>
/// What the processes of a hub share (Redis) cannot be used now. Nothing is known to have been done. Problem code
/// <c>state_store_unavailable</c> where a login needs it; reading and refreshing go on without.
/// </summary>
public sealed class CoordinationUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
