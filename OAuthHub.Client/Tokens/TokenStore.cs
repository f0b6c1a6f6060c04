using System.Collections.Concurrent;
using OAuthHub.Client.Hub;

namespace OAuthHub.Client.Tokens;

/// <summary>All tokens that this program holds, a slot for each account.</summary>
internal sealed class TokenStore(HubCalls hub, TimeProvider time) : IOAuthHubTokens
{
    private readonly ConcurrentDictionary<OAuthHubAccount, TokenSlot> slots = new();

    public ValueTask<OAuthHubToken> GetAsync(OAuthHubAccount account, CancellationToken cancellationToken = default) => SlotOf(account).GetAsync(cancellationToken);

    public async ValueTask<OAuthHubToken?> ReplaceAsync(OAuthHubAccount account, OAuthHubToken refused, CancellationToken cancellationToken = default)
    {
        var slot = SlotOf(account);
        OAuthHubToken next;
        try
        {
            next = await slot.ReplaceAsync(refused, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuthHubException problem) when (problem.Code is "rate_limited" or "token_too_young")
        {
            return null; // it is as new as a token can be: the platform has another reason
        }
        catch (OAuthHubException problem) when (problem.Code is "forbidden")
        {
            next = await slot.GetAsync(cancellationToken).ConfigureAwait(false); // a key that may only read; somebody else may have renewed it
        }
        return string.Equals(next.RevealAccessToken(), refused.RevealAccessToken(), StringComparison.Ordinal) ? null : next;
    }

    private TokenSlot SlotOf(OAuthHubAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentException.ThrowIfNullOrEmpty(account.Platform, nameof(account));
        return slots.GetOrAdd(account, static (account, store) => new TokenSlot(account, store.Hub, store.Time), (Hub: hub, Time: time));
    }
}
