using System.Text;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

/// <summary>What the tests of faults do again and again.</summary>
internal static class FaultSteps
{
    public static async Task<Reply> FaultJsonAsync(this SandboxHost sandbox, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await sandbox.Http.PostAsync("faults", content);
        return await Reply.ReadAsync(reply);
    }

    public static HttpRequestMessage RefreshRequest(this Seeded grant) => new(HttpMethod.Post, "token")
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = grant.RefreshToken,
            ["client_id"] = "oauthhub-sandbox",
            ["client_secret"] = "practice-only",
        }),
    };

    /// <summary>Asks the ledger whether the grant's first refresh token was exchanged.</summary>
    public static async Task AssertSpentAsync(this SandboxHost sandbox, Seeded grant, bool spent)
    {
        var ledger = await sandbox.GrantAsync(grant.Grant);
        Assert.Equal(spent ? 1 : 0, ledger.GetProperty("refreshes").GetInt32());
        Assert.Equal(!spent, ledger.GetProperty("current_refresh_token_sha256").GetString() == SandboxHost.Fingerprint(grant.RefreshToken));
    }
}
