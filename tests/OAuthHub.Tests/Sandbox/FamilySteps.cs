using System.Text.Json;

namespace OAuthHub.Tests.Sandbox;

/// <summary>What the tests of rotation ask the ledger.</summary>
internal static class FamilySteps
{
    public static async Task AssertRevokedAsync(this SandboxHost sandbox, string grant, int reuses)
    {
        var ledger = await sandbox.GrantAsync(grant);
        Assert.True(ledger.GetProperty("revoked").GetBoolean());
        Assert.Equal("refresh_token_reuse", ledger.GetProperty("revoked_reason").GetString());
        Assert.Equal(reuses, ledger.GetProperty("reuses").GetInt32());
        Assert.Equal(JsonValueKind.Null, ledger.GetProperty("current_refresh_token_sha256").ValueKind);
        Assert.Equal(1, await sandbox.TotalAsync("families_revoked"));
    }

    /// <summary>Which of the given tokens the ledger calls live; fails when it knows others.</summary>
    public static async Task<string[]> LiveAsync(this SandboxHost sandbox, string grant, params string[] tokens)
    {
        var live = (await sandbox.GrantAsync(grant)).GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(one => one.GetString()).ToArray();
        Assert.True(live.Length <= tokens.Length);
        return [.. tokens.Where(token => live.Contains(SandboxHost.Fingerprint(token)))];
    }
}
