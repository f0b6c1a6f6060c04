using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>The pass over all records, of which a start with very many connections consists.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly VaultFiles files = new();

    [Fact]
    public async Task A_start_passes_over_the_vault_once()
    {
        CountingVault? vault = null;
        await using var hub = await HubHost.StartAsync(new HubSetup { Services = services => CountingVault.Decorate(services, made => vault = made) });
        Assert.Equal(1, vault!.Lists);
    }

    [Fact]
    public async Task Records_that_cannot_speak_for_themselves_are_listed_by_name_and_those_that_another_process_deleted_are_not()
    {
        await files.FillAsync("damaged", "gone", "whole", "deleted");
        using var vault = files.Open();
        using (var another = files.Open()) Assert.True(await another.DeleteAsync(VaultFiles.Name("deleted"), 1, CancellationToken.None));
        files.Sql("UPDATE record SET sealed = zeroblob(200) WHERE rowid = 1; DELETE FROM record WHERE rowid = 2"); // in the order in which they were made

        var listed = new Dictionary<string, VaultEntry>();
        await foreach (var entry in vault.ListAsync(CancellationToken.None)) listed.Add(entry.Name!.Value.Id, entry);

        Assert.Equal(["damaged", "gone", "whole"], listed.Keys.Order());
        Assert.Equal([VaultProblem.Damaged, VaultProblem.Missing, VaultProblem.None], listed.OrderBy(entry => entry.Key).Select(entry => entry.Value.Problem));
        Assert.All(listed.Values, entry => Assert.Equal("sandbox", entry.Properties["platform"]));
    }

    public void Dispose() => files.Dispose();
}
