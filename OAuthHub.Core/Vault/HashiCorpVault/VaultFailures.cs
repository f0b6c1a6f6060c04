using System.Globalization;
using System.Net;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>What an answer other than the wished one means, and what to do about it.</summary>
internal sealed class VaultFailures(string server, KvPaths paths)
{
    /// <param name="path">What was asked for.</param>
    public VaultUnavailableException Of(VaultAnswer answer, string path) => new((int)answer.Status switch
    {
        503 when answer.Said.Contains("sealed", StringComparison.OrdinalIgnoreCase) => $"{server} is sealed. Unseal it with: vault operator unseal",
        503 => $"{server} is down for maintenance{Quoted(answer)}. It is used again as soon as it answers.",
        307 or 308 or 301 or 302 => $"{server} is a standby that does not forward requests. Point {HashiCorpVaultOptions.Section}:Address at the active node, or at a load balancer that finds it; the hub follows no redirects, since they would carry its token elsewhere.",
        472 => $"{server} is a secondary for disaster recovery and serves nobody. Point {HashiCorpVaultOptions.Section}:Address at the primary cluster.",
        429 => $"{server} takes no more requests now{Quoted(answer)}. Raise its rate limit quota for the hub, or refresh fewer connections at once.",
        403 => Denied(path),
        404 => $"{server} has nothing at {path}{Quoted(answer)}. Check {HashiCorpVaultOptions.Section}:Mount and :Namespace; a KV version 2 engine is made with: vault secrets enable -path={paths.Mount} -version=2 kv",
        413 => $"{server} does not take a document of this size. Raise max_request_size of its listener.",
        400 or 405 => $"{server} does not take the request{Quoted(answer)}. Check that the engine at '{paths.Mount}/' is KV version 2: vault secrets list -detailed",
        var status => $"{server} answers {status.ToString(CultureInfo.InvariantCulture)}{Quoted(answer)}. Look at the server's own log; it is tried again.",
    });

    public VaultUnavailableException NoAnswer() =>
        new($"{server} does not answer in time. Look whether it is overloaded, or whether something between it and the hub holds requests back.");

    /// <summary>The line of the policy, as it must stand there.</summary>
    public PolicyLine? LineFor(string path) => paths.LineFor(path);

    private string Denied(string path) =>
        $"{server} does not allow the hub what it asked for at {path}. Its token needs {(paths.LineFor(path) is { } line ? $"this line in a policy: {line}; the whole policy is in" : "the policy in")} {KvPaths.PolicyFile}.";

    private static string Quoted(VaultAnswer answer) => answer.Said is { Length: > 0 } said ? $" ({said})" : answer.Status is HttpStatusCode.NotFound && answer.Body is null ? " (the answer is no JSON: is a proxy between?)" : "";
}
