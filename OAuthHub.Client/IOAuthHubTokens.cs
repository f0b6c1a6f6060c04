namespace OAuthHub.Client;

/// <summary>
/// A source of live tokens, for libraries that send their requests themselves. Tokens are kept until shortly before they end, and
/// whoever asks for the same one at the same time shares one question to the hub.
/// </summary>
public interface IOAuthHubTokens
{
    /// <summary>A token that lives.</summary>
    /// <exception cref="ReconnectNeededException">A person must sign in.</exception>
    /// <exception cref="OAuthHubException">The hub gave none, or cannot be reached while no live token is held.</exception>
    ValueTask<OAuthHubToken> GetAsync(OAuthHubAccount account, CancellationToken cancellationToken = default);

    /// <summary>
    /// The token after one that the platform refused with a 401. The hub learns the SHA-256 of the refused one, and renews it however many
    /// say so only once.
    /// </summary>
    /// <returns>Null: the hub has no other one, so that the platform refuses for another reason.</returns>
    /// <exception cref="ReconnectNeededException">A person must sign in.</exception>
    /// <exception cref="OAuthHubException">The hub gave none.</exception>
    ValueTask<OAuthHubToken?> ReplaceAsync(OAuthHubAccount account, OAuthHubToken refused, CancellationToken cancellationToken = default);
}
