using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>The hub's folder in a KV version 2 engine: secrets that are written on condition of their version and keep no older one.</summary>
internal sealed class KvSecrets(HashiCorpVaultClient client, KvPaths paths)
{
    private const int VersionsToDestroy = 16;

    /// <summary>
    /// The mount keeps more versions than the one that the hub asks for (of its setting and the secret's own, the higher counts), so that each
    /// write is followed by a second request that destroys what it replaced.
    /// </summary>
    public bool Destroys { get; set; }

    public async Task<KvSecret> ReadAsync(string name, CancellationToken cancellationToken, long? version = null)
    {
        var path = paths.Data(name);
        var answer = await client.AskAsync(HttpMethod.Get, version is null ? path : $"{path}?version={version.Value.ToString(CultureInfo.InvariantCulture)}", null, cancellationToken);
        if (KvSecret.Read(answer) is { } secret) return secret;
        throw answer.IsSuccess
            ? new VaultIntegrityException($"The secret {path} of {client.Server} is none of the hub's: it was changed, or something else writes there. Nothing was changed.")
            : client.Failures.Of(answer, path);
    }

    /// <summary>One version is kept, and no write without a condition is taken. Asked once, before a name is first written.</summary>
    public async Task PrepareAsync(string name, bool conditional, CancellationToken cancellationToken)
    {
        var path = paths.Metadata(name);
        var answer = await client.AskAsync(HttpMethod.Post, path, new JsonObject { ["max_versions"] = 1, ["cas_required"] = conditional }, cancellationToken);
        if (!answer.IsSuccess) throw client.Failures.Of(answer, path);
    }

    /// <summary>Writes if the secret still is at the version (0: there is none). False: it is not.</summary>
    /// <exception cref="VaultUnavailableException">It was not written, or nobody knows.</exception>
    public async Task<bool> WriteAsync(string name, long expected, JsonObject data, CancellationToken cancellationToken)
    {
        var path = paths.Data(name);
        var body = new JsonObject { ["options"] = new JsonObject { ["cas"] = expected }, ["data"] = data };
        VaultUnavailableException unknown;
        try
        {
            var answer = await client.AskAsync(HttpMethod.Post, path, body, cancellationToken);
            if (answer.IsSuccess)
            {
                await DestroyBeforeAsync(name, expected, cancellationToken);
                return true;
            }
            unknown = client.Failures.Of(answer, path);
        }
        catch (VaultUnavailableException failure)
        {
            unknown = failure;
        }
        // A refused condition, or an answer that was lost or says nothing: what stands there now knows better than any text.
        var found = await ReadAsync(name, cancellationToken);
        if (IsSame(found, data))
        {
            await DestroyBeforeAsync(name, expected, cancellationToken);
            return true;
        }
        // Versions only rise, so that a condition which another write has passed can never be met again.
        return found.Version == expected ? throw unknown : false;
    }

    /// <summary>Writes without a condition, which only a secret takes that was prepared so. Answers what the server says of the new version.</summary>
    public async Task<JsonElement?> WriteFreelyAsync(string name, JsonObject data, CancellationToken cancellationToken)
    {
        var path = paths.Data(name);
        var answer = await client.AskAsync(HttpMethod.Post, path, new JsonObject { ["data"] = data }, cancellationToken);
        return answer.IsSuccess ? answer.Data : throw client.Failures.Of(answer, path);
    }

    /// <summary>Removes the name with all its versions, whatever stands there.</summary>
    public async Task ForgetAsync(string name, CancellationToken cancellationToken)
    {
        var path = paths.Metadata(name);
        var answer = await client.AskAsync(HttpMethod.Delete, path, null, cancellationToken);
        if (!answer.IsSuccess && !answer.IsNothing) throw client.Failures.Of(answer, path);
    }

    /// <summary>All names in the folder, those of removed documents too.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        // GET with list=true is the same as the verb LIST, which some load balancers do not let through.
        var answer = await client.AskAsync(HttpMethod.Get, paths.Folder + "?list=true", null, cancellationToken, KvLimits.List);
        if (answer.IsNothing) return [];
        if (!answer.IsSuccess || VaultAnswer.Field(answer.Data, "keys") is not { ValueKind: JsonValueKind.Array } keys) throw client.Failures.Of(answer, paths.Folder);
        return [.. keys.EnumerateArray().Select(key => key.GetString()!)];
    }

    /// <summary>The written version counts whatever becomes of this: the next write destroys what is left over now.</summary>
    private async Task DestroyBeforeAsync(string name, long version, CancellationToken cancellationToken)
    {
        if (!Destroys || version == 0) return;
        var versions = new JsonArray();
        for (var old = version; old > 0 && old > version - VersionsToDestroy; old--) versions.Add(old);
        try
        {
            await client.AskAsync(HttpMethod.Post, paths.Destroy(name), new JsonObject { ["versions"] = versions }, cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // the write itself is done
        }
    }

    private static bool IsSame(KvSecret found, JsonObject data) => found.State switch
    {
        KvState.Live => data["document"]?.GetValue<string>() is { } document && Convert.ToBase64String(found.Content!) == document,
        KvState.Removed => data["removed"]?.GetValue<string>() == KvSecret.Gone,
        KvState.Leaving => data["removed"]?.GetValue<string>() == KvSecret.Going,
        _ => false,
    };
}
