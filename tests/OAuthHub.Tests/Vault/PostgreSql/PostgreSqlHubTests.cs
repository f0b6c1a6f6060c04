using OAuthHub.Core;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.PostgreSql;

/// <summary>Whole hubs whose vault lies in a PostgreSQL database.</summary>
public sealed class PostgreSqlHubTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [PostgresFact]
    public Task The_main_job_is_done_on_a_database() => VaultMainJob.RunAsync(Settings(Line));

    [PgBouncerFact]
    public Task The_main_job_is_done_through_PgBouncer() => VaultMainJob.RunAsync(Settings(Pooler.ConnectionString(Database)));

    [PostgresFact]
    public async Task A_hub_with_a_wrong_password_does_not_start_and_says_which_key_to_correct()
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup { Settings = Settings(Server.ConnectionString(Database, password: "a-wrong-password")) }));
        Assert.Contains("Correct Username and Password in OAuthHub:Vault:PostgreSql:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-password", refusal.ToString(), StringComparison.Ordinal);
    }

    internal static Dictionary<string, string?> Settings(string line) => new() { ["OAuthHub:Vault:Backend"] = "PostgreSql", ["OAuthHub:Vault:PostgreSql:ConnectionString"] = line };
}
