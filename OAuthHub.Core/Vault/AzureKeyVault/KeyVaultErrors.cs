using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Identity;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>What a failure of Key Vault means, and what to do about it.</summary>
internal static class KeyVaultErrors
{
    /// <param name="vault">The vault's address.</param>
    /// <param name="permission">What the call needs, by its name in an access policy: <c>get</c>, <c>list</c>, <c>set</c>, <c>delete</c>, <c>recover</c>, <c>purge</c>.</param>
    public static VaultUnavailableException Translate(Exception failure, Uri vault, string permission) => failure switch
    {
        VaultUnavailableException known => known,
        CredentialUnavailableException => new($"No credential for Key Vault {vault} was found. Give the machine a managed identity, sign in with az login, or set TenantId, ClientId and ClientSecret under {AzureKeyVaultOptions.Section}.", failure),
        AuthenticationFailedException => new($"The credential for Key Vault {vault} was refused or could not be checked. See whether TenantId, ClientId and ClientSecret under {AzureKeyVaultOptions.Section} are right, the secret has not expired, and login.microsoftonline.com can be reached.", failure),
        RequestFailedException { Status: 401 } => new($"Key Vault {vault} does not accept the hub's token. See whether the vault belongs to the credential's tenant (TenantId under {AzureKeyVaultOptions.Section}).", failure),
        RequestFailedException { Status: 403 } refused => Forbidden(refused, vault, permission),
        RequestFailedException { Status: 429 } throttled => TooMany(vault, RetryAfter(throttled) ?? TimeSpan.FromSeconds(1), failure),
        RequestFailedException { Status: 409 } => new($"Key Vault {vault} is still deleting or recovering a secret of this name. It will be tried again; deleting takes Key Vault a few seconds.", failure),
        RequestFailedException { Status: 400 } refused => new($"Key Vault {vault} refused a request as wrong ({refused.ErrorCode ?? "no code"}). This is a fault of the hub: report it.", failure),
        RequestFailedException { Status: >= 500 } broken => new($"Key Vault {vault} has trouble of its own (status {broken.Status}). It will be tried again; see the vault's Service Health.", failure),
        InvalidOperationException => new($"What answers at {vault} is no Key Vault of that name: it asks for a token for another address, so the hub sent none. Correct {AzureKeyVaultOptions.Section}:Uri; in a proxy's case, let this name through.", failure),
        _ when IsNameUnknown(failure) => new($"The name of Key Vault {vault} is not known. Correct {AzureKeyVaultOptions.Section}:Uri, or the machine's DNS (a private endpoint has a name of its own).", failure),
        _ => new($"Key Vault {vault} cannot be reached or does not answer in time. See whether this machine may reach it (firewall, private endpoint) and whether it is up.", failure),
    };

    /// <summary>True when nobody can tell from the failure alone whether the request was carried out.</summary>
    public static bool IsUnknown(Exception failure) => failure switch
    {
        RequestFailedException refused => refused.Status is 0 or 408 or >= 500,
        AuthenticationFailedException => false, // nothing was sent
        _ => failure is OperationCanceledException or AggregateException or IOException or HttpRequestException,
    };

    public static TimeSpan? RetryAfter(RequestFailedException failure) =>
        failure.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The code within the code, such as <c>ObjectIsDeletedButRecoverable</c> or <c>SecretDisabled</c>: <c>{"error":{"code":…,"innererror":{"code":…}}}</c>.</summary>
    public static string? InnerCode(RequestFailedException failure)
    {
        try
        {
            using var body = JsonDocument.Parse(failure.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            return body.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("innererror", out var inner) && inner.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static VaultUnavailableException TooMany(Uri vault, TimeSpan after, Exception? failure = null) =>
        new($"Key Vault {vault} takes no more writes now (it takes 300 in ten seconds). It will be tried again in {Math.Max(1, Math.Ceiling(after.TotalSeconds))} s. If this happens often, move to PostgreSQL: docs/vaults.md says how many connections fit.", failure) { RetryAfter = after };

    private static VaultUnavailableException Forbidden(RequestFailedException failure, Uri vault, string permission) => InnerCode(failure) switch
    {
        "SecretDisabled" => new($"A secret of the hub in Key Vault {vault} is disabled. Somebody did this by hand: enable the newest version of the secrets that begin with the hub's prefix.", failure),
        "ForbiddenByFirewall" or "ForbiddenByConnection" => new($"The firewall of Key Vault {vault} does not let this machine in. Add its address under Networking, or use a private endpoint.", failure),
        "ForbiddenByPolicy" or "AccessDenied" => new($"The hub may not '{permission}' secrets in Key Vault {vault}. Add '{permission}' to the secret permissions of its access policy: it needs get, list, set, delete and recover.", failure),
        _ => new($"The hub may not '{permission}' secrets in Key Vault {vault}. Give its identity the role Key Vault Secrets Officer on the vault, or, where the vault uses access policies, the secret permissions get, list, set, delete and recover. A new role takes some minutes to be known.", failure),
    };

    private static bool IsNameUnknown(Exception? failure) => failure switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => true,
        AggregateException several => several.InnerExceptions.Any(IsNameUnknown),
        _ => IsNameUnknown(failure.InnerException),
    };
}
