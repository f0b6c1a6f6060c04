using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>Before anything is stored: that the server is well, that the engine is the right one, and that the hub may do there all that it must.</summary>
internal sealed class OpeningChecks(HashiCorpVaultClient client, KvSecrets secrets, KvPaths paths, bool allowsRoot)
{
    /// <exception cref="HubStartException">Something is missing; the message says what, and what to do.</exception>
    /// <exception cref="VaultUnavailableException">The server cannot be used now.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckHealthAsync(cancellationToken);
        var lease = await client.LeaseAsync(cancellationToken);
        if (!allowsRoot && lease.Policies.Contains("root"))
            throw new HubStartException($"The token for {client.Server} is a root token: whoever gets it out of the hub owns the whole server. Make one that can do what the hub needs and nothing more: vault policy write oauthhub {KvPaths.PolicyFile} && vault token create -policy=oauthhub -period=24h");
        await CheckMountAsync(cancellationToken);
        await CheckCapabilitiesAsync(cancellationToken);
        await TryAsync(cancellationToken);
    }

    private async Task CheckHealthAsync(CancellationToken cancellationToken)
    {
        var answer = await client.AskHealthAsync(cancellationToken);
        if ((int)answer.Status == 501) throw new HubStartException($"{client.Server} is not initialised. Run: vault operator init, keep what it prints, and unseal it with: vault operator unseal");
        if ((int)answer.Status == 503 && VaultAnswer.Field(answer.Body, "sealed") is { ValueKind: JsonValueKind.True }) throw new VaultUnavailableException($"{client.Server} is sealed. Unseal it with: vault operator unseal");
        if ((int)answer.Status == 472) throw client.Failures.Of(answer, "sys/health");
        // 200: active. 429 and 473: a standby, which hands on what it is asked. Others: something between keeps the address to itself.
    }

    private async Task CheckMountAsync(CancellationToken cancellationToken)
    {
        var path = "sys/internal/ui/mounts/" + paths.Mount;
        var answer = await client.AskAllowedAsync(HttpMethod.Get, path, null, cancellationToken);
        if ((int)answer.Status == 403)
            throw new HubStartException($"{client.Server} has no engine at '{paths.Mount}/' that the hub's token may use. Make it with: vault secrets enable -path={paths.Mount} -version=2 kv — or correct {HashiCorpVaultOptions.Section}:Mount or :Namespace — and give the token the policy in {KvPaths.PolicyFile}.");
        if (!answer.IsSuccess) return; // an older server, or a proxy that keeps it closed: the next checks show it
        var (type, version) = (VaultAnswer.Text(answer.Data, "type"), VaultAnswer.Text(VaultAnswer.Field(answer.Data, "options"), "version"));
        if (type is "kv" or "generic" && version is "2") return;
        throw new HubStartException(type is "kv" or "generic"
            ? $"The engine at '{paths.Mount}/' of {client.Server} is KV version 1, which cannot compare before it writes. Make one of version 2 with: vault secrets enable -path=oauthhub -version=2 kv, and set {HashiCorpVaultOptions.Section}:Mount to it."
            : $"The engine at '{paths.Mount}/' of {client.Server} is of type '{type}', not KV version 2. Make one with: vault secrets enable -path=oauthhub -version=2 kv, and set {HashiCorpVaultOptions.Section}:Mount to it.");
    }

    private async Task CheckCapabilitiesAsync(CancellationToken cancellationToken)
    {
        var asked = paths.Policy.ToDictionary(line => line.Path.Replace("*", HashiCorpVaultStore.CheckName, StringComparison.Ordinal));
        var body = new JsonObject { ["paths"] = new JsonArray([.. asked.Keys.Append(paths.Folder).Select(path => JsonValue.Create(path))]) };
        var answer = await client.AskAllowedAsync(HttpMethod.Post, KvPaths.CapabilitiesSelf, body, cancellationToken);
        var has = answer.IsSuccess ? asked.Keys.Append(paths.Folder).ToDictionary(path => path, path => Capabilities(answer, path)) : [];
        PolicyLine[] missing = answer.IsSuccess
            ? [.. asked.Where(pair => !pair.Value.Capabilities.All(one => Allows(has[one == "list" ? paths.Folder : pair.Key], one))).Select(pair => pair.Value)]
            : [paths.LineFor(KvPaths.CapabilitiesSelf)!];
        if ((int)answer.Status != 403 && !answer.IsSuccess) throw client.Failures.Of(answer, KvPaths.CapabilitiesSelf);
        if (missing.Length > 0)
            throw new HubStartException($"The hub's token for {client.Server} may not do all that the hub must. Its policy lacks: {string.Join(" ", missing.Select(line => line.ToString()))} The whole policy is in {KvPaths.PolicyFile}; write it with: vault policy write oauthhub {KvPaths.PolicyFile}");
    }

    /// <summary>Twice the same secret: whether it can be written, whether it stays, and whether the first version is gone.</summary>
    private async Task TryAsync(CancellationToken cancellationToken)
    {
        await secrets.PrepareAsync(HashiCorpVaultStore.CheckName, conditional: false, cancellationToken);
        await secrets.WriteFreelyAsync(HashiCorpVaultStore.CheckName, KvSecret.Tombstone("check"), cancellationToken);
        var written = await secrets.WriteFreelyAsync(HashiCorpVaultStore.CheckName, KvSecret.Tombstone("check"), cancellationToken);
        if (VaultAnswer.Text(written, "deletion_time") is { Length: > 0 })
            throw new HubStartException($"The engine at '{paths.Mount}/' of {client.Server} deletes what it stores after a while, and the hub's connections with it. Turn it off with: vault write {paths.Mount}/config delete_version_after=0s — or use an engine of the hub's own.");
        var before = VaultAnswer.Number(written, "version") - 1;
        secrets.Destroys = before > 0 && (await secrets.ReadAsync(HashiCorpVaultStore.CheckName, cancellationToken, before)).State is not (KvState.Missing or KvState.Deleted);
    }

    private static string[] Capabilities(VaultAnswer answer, string path) =>
        (VaultAnswer.Field(answer.Data, path) ?? VaultAnswer.Field(answer.Body, path)) is { ValueKind: JsonValueKind.Array } names ? [.. names.EnumerateArray().Select(name => name.GetString() ?? "")] : [];

    private static bool Allows(string[] has, string one) => !has.Contains("deny") && (has.Contains("root") || has.Contains(one));
}
