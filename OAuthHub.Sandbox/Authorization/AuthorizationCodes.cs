using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>An authorization code and what it is bound to; a class, so that nothing prints it.</summary>
internal sealed class AuthorizationCode(AuthorizationRequest request, string account, string clientId, DateTimeOffset expiresAt)
{
    public Lock Gate { get; } = new();
    public string Value { get; } = TokenText.New("sbx_ac_");
    public string Account { get; } = account;
    public string ClientId { get; } = clientId;
    public string RedirectUri { get; } = request.RedirectUri;
    public string? Challenge { get; } = request.CodeChallenge;
    public string Scope { get; } = request.Scope;
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>What it was exchanged for; set once.</summary>
    public Grant? Grant { get; set; }
}

/// <summary>Codes live 60 seconds and are remembered for ten minutes, so that the second use of one is noticed.</summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private readonly ExpiringStore<AuthorizationCode> _codes = new(time, TimeSpan.FromMinutes(10));

    public AuthorizationCode Issue(AuthorizationRequest request, string account, string clientId)
    {
        var code = new AuthorizationCode(request, account, clientId, time.GetUtcNow() + Life);
        _codes.Add(code.Value, code);
        return code;
    }

    public AuthorizationCode? Find(string value) => _codes.Find(value);

    public void Clear() => _codes.Clear();
}
