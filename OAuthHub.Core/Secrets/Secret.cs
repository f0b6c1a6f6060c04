using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Secrets;

/// <summary>
/// A value that must not be printed. It has no implicit conversion, its <see cref="ToString"/> is a redacted form, and its
/// text comes out only through <see cref="RevealSecret"/>, so that a search for that name finds every place where a secret
/// leaves its wrapping.
/// </summary>
/// <remarks>
/// The text stays a managed string: HTTP headers and JSON buffers copy it anyway, so a promise of absence from memory could not
/// be kept (docs/security). What is promised: no log, no exception, no trace tag, no options dump shows it.
/// </remarks>
[DebuggerDisplay("{ToString()}")]
public abstract class Secret : IEquatable<Secret>
{
    private readonly string value;

    protected Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        this.value = value;
    }

    /// <summary>The secret itself. Pass it on at once; do not keep it in a field or a log.</summary>
    public string RevealSecret() => value;

    /// <summary>SHA-256 of the UTF-8 bytes: names the secret without giving it away.</summary>
    public SecretFingerprint Fingerprint() => SecretFingerprint.Of(value);

    public bool Equals(Secret? other) =>
        other is not null && other.GetType() == GetType() &&
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(value)), SHA256.HashData(Encoding.UTF8.GetBytes(other.value)));

    public sealed override bool Equals(object? obj) => Equals(obj as Secret);

    public sealed override int GetHashCode() => Fingerprint().GetHashCode();

    public sealed override string ToString() => GetType().Name + "(***)";
}

/// <summary>What a platform's API accepts (RFC 6749 section 1.4).</summary>
public sealed class AccessToken(string value) : Secret(value);

/// <summary>What a new access token is bought with (RFC 6749 section 1.5). It never leaves the hub but to its own platform.</summary>
public sealed class RefreshToken(string value) : Secret(value);

/// <summary>The secret half of an app registration (RFC 6749 section 2.3.1).</summary>
public sealed class ClientSecret(string value) : Secret(value);

/// <summary>The key with which an app registration signs for itself (RFC 7523), as PEM or JWK.</summary>
public sealed class PrivateKey(string value) : Secret(value);

/// <summary>The key to which the tokens of one connection are bound (RFC 9449), as PEM.</summary>
public sealed class ProofKey(string value) : Secret(value);

/// <summary>The PKCE code verifier (RFC 7636 section 4.1).</summary>
public sealed class CodeVerifier(string value) : Secret(value);

/// <summary>The secret by which an agent asks for tokens: the internal auth key.</summary>
public sealed class AgentKey(string value) : Secret(value);

/// <summary>The last part of a connect link: whoever has it may connect an account for the link's user, once.</summary>
public sealed class LinkToken(string value) : Secret(value);

/// <summary>What a webhook's messages are signed with (Standard Webhooks: <c>whsec_</c> and base64).</summary>
public sealed class WebhookSecret(string value) : Secret(value);

/// <summary>A signed statement about the person (OpenID Connect Core section 2); carries personal data, so it is not printed.</summary>
public sealed class IdToken(string value) : Secret(value);
