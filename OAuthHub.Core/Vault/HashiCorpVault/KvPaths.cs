namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>The addresses that the hub uses, and what it must be allowed to do at each. deploy/hashicorp-vault-policy.hcl says the same to the server.</summary>
internal sealed class KvPaths(string mount, string path)
{
    public const string PolicyFile = "deploy/hashicorp-vault-policy.hcl";
    public const string LookUpSelf = "auth/token/lookup-self";
    public const string RenewSelf = "auth/token/renew-self";
    public const string CapabilitiesSelf = "sys/capabilities-self";

    public string Mount => mount;

    /// <summary>The names under the folder. With the slash at its end, so that one line of the policy covers it and what is below it.</summary>
    public string Folder => $"{mount}/metadata/{path}/";

    public string Data(string name) => $"{mount}/data/{path}/{name}";

    public string Metadata(string name) => $"{mount}/metadata/{path}/{name}";

    public string Destroy(string name) => $"{mount}/destroy/{path}/{name}";

    /// <summary>Each line of the policy: its path, and the capabilities that it gives.</summary>
    public IReadOnlyList<PolicyLine> Policy { get; } =
    [
        new($"{mount}/data/{path}/*", ["create", "read", "update"]),
        new($"{mount}/metadata/{path}/*", ["create", "update", "delete", "list"]),
        new($"{mount}/destroy/{path}/*", ["update"]),
        new(LookUpSelf, ["read"]),
        new(RenewSelf, ["update"]),
        new(CapabilitiesSelf, ["update"]),
    ];

    /// <summary>The line of the policy that allows a path; null for those that need none.</summary>
    public PolicyLine? LineFor(string called) =>
        Policy.FirstOrDefault(line => line.Path.EndsWith('*') ? called.StartsWith(line.Path[..^1], StringComparison.Ordinal) : called == line.Path);
}

internal sealed record PolicyLine(string Path, IReadOnlyList<string> Capabilities)
{
    /// <summary>As it stands in a policy.</summary>
    public override string ToString() => $"path \"{Path}\" {{ capabilities = [{string.Join(", ", Capabilities.Select(one => $"\"{one}\""))}] }}";
}
