using System.Text.Json.Nodes;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

internal sealed record FakeRequest(string Method, string Namespace, string Path, JsonObject? Body, IReadOnlyDictionary<string, string> Query, string TokenId, FakeToken Token);

internal sealed record FakeMount(string Type, string? Version, FakeKv? Kv);

/// <summary>What is behind the token: first what its policies allow, then the request itself.</summary>
internal sealed class FakeAcl(FakeHashiCorpVault server)
{
    private static readonly string[] DataFields = ["options", "data"];
    private static readonly string[] MetadataFields = ["max_versions", "cas_required", "delete_version_after", "custom_metadata"];

    public FakeReply Answer(FakeRequest request)
    {
        const string Mounts = "sys/internal/ui/mounts/";
        // This one looks for itself whether the token has any business there.
        if (request.Path.StartsWith(Mounts, StringComparison.Ordinal)) return Mount(request, request.Path[Mounts.Length..]);
        var found = Find(request);
        var needed = request.Method switch
        {
            "GET" => "read",
            "LIST" => "list",
            "DELETE" => "delete",
            "POST" or "PUT" => found is { Kv: { } kv, Operation: "data" or "metadata" } && !kv.Exists(found.Path) ? "create" : "update",
            _ => "?",
        };
        var has = Capabilities(request.Token, request.Path);
        if (!has.Contains("root") && !has.Contains(needed)) return FakeReply.Error(403, "1 error occurred:\n\t* permission denied\n\n");
        if (found is { Kv: { } engine }) return Kv(engine, found, request);
        return (request.Method, request.Path) switch
        {
            ("GET", "auth/token/lookup-self") => server.Tokens.LookUp(request.TokenId),
            ("POST" or "PUT", "auth/token/renew-self") => server.Tokens.Renew(request.TokenId),
            ("POST", "sys/capabilities-self") => CapabilitiesSelf(request),
            _ => FakeReply.Error(404, $"no handler for route \"{request.Path}\". route entry not found."),
        };
    }

    private FakeReply Kv(FakeKv kv, Found found, FakeRequest request)
    {
        var allowed = found.Operation switch { "data" => DataFields, "metadata" => MetadataFields, _ => ["versions"] };
        if (request.Body is { } body && body.Select(field => field.Key).Except(allowed).FirstOrDefault() is { } unknown) return server.Refuse(400, $"unknown field {unknown}");
        return kv.Handle(request.Method, found.Operation, found.Path, request.Body, request.Query);
    }

    private FakeReply Mount(FakeRequest request, string path)
    {
        var mount = Mounted(request.Namespace, path + "/");
        if (mount is null || !(request.Token.Policies.Contains("root") || Policies(request.Token).Any(policy => policy.Paths.Any(rule => rule.StartsWith(mount.Value.Path + "/", StringComparison.Ordinal)))))
            return FakeReply.Error(403, $"preflight capability check returned 403, please ensure client's policies grant access to path \"{path}/\"");
        return FakeReply.Of(200, new JsonObject
        {
            ["type"] = mount.Value.Mount.Type, ["path"] = mount.Value.Path + "/", ["options"] = mount.Value.Mount.Version is { } version ? new JsonObject { ["version"] = version } : null,
        });
    }

    private FakeReply CapabilitiesSelf(FakeRequest request)
    {
        var answer = new JsonObject();
        foreach (var path in request.Body!["paths"]!.AsArray().Select(path => path!.GetValue<string>()))
            answer[path] = new JsonArray([.. (Capabilities(request.Token, path) is { Count: > 0 } has ? has : ["deny"]).Select(one => JsonValue.Create(one))]);
        return FakeReply.Of(200, answer);
    }

    private IReadOnlyList<string> Capabilities(FakeToken token, string path) =>
        token.Policies.Contains("root") ? ["root"] : [.. Policies(token).SelectMany(policy => policy.Capabilities(path)).Distinct()];

    private IEnumerable<HclPolicy> Policies(FakeToken token) => token.Policies.Select(name => server.Policies.GetValueOrDefault(name)).OfType<HclPolicy>();

    private (string Path, FakeMount Mount)? Mounted(string space, string path) =>
        server.Mounts.Where(pair => pair.Key.StartsWith(space + "/", StringComparison.Ordinal)).Select(pair => (Path: pair.Key[(space.Length + 1)..], pair.Value))
            .Where(pair => path.StartsWith(pair.Path + "/", StringComparison.Ordinal)).Select(pair => ((string, FakeMount)?)pair).FirstOrDefault();

    private Found? Find(FakeRequest request)
    {
        if (Mounted(request.Namespace, request.Path) is not { Mount.Kv: { } kv } mounted) return null;
        var parts = request.Path[(mounted.Path.Length + 1)..].Split('/', 2);
        return new Found(kv, parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private sealed record Found(FakeKv Kv, string Operation, string Path);
}
