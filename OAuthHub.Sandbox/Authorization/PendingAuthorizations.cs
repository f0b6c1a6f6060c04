using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>Authorizations that wait for a person. The page holds only an opaque transaction id, so nothing can be tampered with.</summary>
internal sealed class PendingAuthorizations(TimeProvider time)
{
    private readonly ExpiringStore<AuthorizationRequest> _pending = new(time, TimeSpan.FromMinutes(10));

    public string Add(AuthorizationRequest request)
    {
        var transaction = TokenText.New("sbx_tx_");
        _pending.Add(transaction, request);
        return transaction;
    }

    public AuthorizationRequest? Take(string transaction) => _pending.Take(transaction);

    public void Clear() => _pending.Clear();
}
