using System.Text.Json.Nodes;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>Signing in with an AppRole or as a service account.</summary>
internal sealed class FakeAuth(FakeTokens tokens)
{
    public TimeSpan TokenTtl { get; set; } = TimeSpan.FromHours(1);
    public TimeSpan? TokenMaxTtl { get; set; }
    public bool Renewable { get; set; } = true;
    public string[] Policies { get; set; } = ["default", FakeHashiCorpVault.PolicyName];
    public string RoleId { get; set; } = "a-role-id";
    public string SecretId { get; set; } = "a-secret-id-of-the-approle";
    public string KubernetesRole { get; set; } = "oauthhub";
    public string Jwt { get; set; } = "the.service-account.token";

    /// <summary>Null: it is not about signing in.</summary>
    public FakeReply? LogIn(string path, JsonObject? body) => path switch
    {
        "auth/approle/login" => Text(body, "role_id") != RoleId || Text(body, "secret_id") != SecretId ? FakeReply.Error(400, "invalid role or secret ID") : Enter(),
        "auth/kubernetes/login" when Text(body, "role") != KubernetesRole => FakeReply.Error(400, $"invalid role name \"{Text(body, "role")}\""),
        "auth/kubernetes/login" => Text(body, "jwt") != Jwt ? FakeReply.Error(403, "permission denied") : Enter(),
        _ when path.StartsWith("auth/", StringComparison.Ordinal) && path.EndsWith("/login", StringComparison.Ordinal) => FakeReply.Error(404, $"no handler for route \"{path}\". route entry not found."),
        _ => null,
    };

    private FakeReply Enter() => tokens.Auth(tokens.Make(Policies, TokenTtl, Renewable, TokenMaxTtl));

    private static string? Text(JsonObject? body, string name) => body?[name]?.GetValue<string>();
}
