using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>The file behind a disk that fails.</summary>
public sealed class VaultAwayTests
{
    [Fact]
    public async Task A221_a_minute_without_the_file_costs_no_read_no_grant_and_one_line_of_log()
    {
        using var vault = new FaultyVault();
        await new Scenario(vault).RunAsync();
    }

    private sealed class Scenario(FaultyVault vault) : VaultAwayScenario
    {
        protected override string Remedy => "The disk of this test is full.";

        protected override Task<HubSetup> SetupAsync(HubSetup setup) => Task.FromResult(setup with { Services = vault.Use });

        protected override Task TakeAwayAsync()
        {
            (vault.Writes, vault.FailsReads) = (WriteFault.Before, true);
            return Task.CompletedTask;
        }

        protected override Task BringBackAsync()
        {
            vault.Heal();
            return Task.CompletedTask;
        }
    }
}
