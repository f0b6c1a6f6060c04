using System.Text;
using System.Text.Json;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// A flow as Redis holds it: sealed under the hub's keys and bound to the hash of its <c>state</c>, so that whoever may read Redis
/// learns nothing of it, and whoever may write there can neither make one nor move one to another state.
/// </summary>
internal sealed class LoginStateCodec(KeyRing keys, IVault vault)
{
    private readonly Sealer sealer = new(keys);

    public byte[] Seal(SecretFingerprint state, LoginState flow) => sealer.Seal(Context(state), JsonSerializer.SerializeToUtf8Bytes(new Form(
        flow.PlatformId, flow.User, flow.Browser.ToString(), flow.RedirectUri, flow.TokenUrl, flow.Issuer, flow.CodeVerifier?.RevealSecret(), flow.Nonce,
        flow.ReturnTo, flow.Scopes, flow.Values, flow.ConnectionId, flow.StartedAt, flow.ProofKey?.RevealSecret(), flow.Link?.ToString())));

    /// <summary>Null: this hub did not write it there.</summary>
    public LoginState? Open(SecretFingerprint state, byte[] blob)
    {
        Form form;
        try
        {
            form = JsonSerializer.Deserialize<Form>(sealer.Open(Context(state), blob))!;
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return null;
        }
        return new LoginState
        {
            PlatformId = form.Platform,
            User = form.User,
            Browser = SecretFingerprint.TryParse(form.Browser, out var browser) ? browser : default,
            RedirectUri = form.RedirectUri,
            TokenUrl = form.TokenUrl,
            Issuer = form.Issuer,
            CodeVerifier = form.Verifier is { } verifier ? new CodeVerifier(verifier) : null,
            ProofKey = form.ProofKey is { } key ? new ProofKey(key) : null,
            Nonce = form.Nonce,
            ReturnTo = form.ReturnTo,
            Scopes = form.Scopes,
            Values = form.Values,
            ConnectionId = form.Connection,
            Link = SecretFingerprint.TryParse(form.Link, out var link) ? link : null,
            StartedAt = form.StartedAt,
        };
    }

    private SealContext Context(SecretFingerprint state) => new(vault.DeploymentId, "login-state", Encoding.ASCII.GetBytes(state.ToString()), 0);

    private sealed record Form(
        string Platform, string User, string Browser, string RedirectUri, string TokenUrl, string? Issuer, string? Verifier, string? Nonce,
        string ReturnTo, IReadOnlyList<string> Scopes, IReadOnlyDictionary<string, string> Values, string? Connection, DateTimeOffset StartedAt, string? ProofKey = null,
        string? Link = null)
    {
        public override string ToString() => "Form(***)";
    }
}
