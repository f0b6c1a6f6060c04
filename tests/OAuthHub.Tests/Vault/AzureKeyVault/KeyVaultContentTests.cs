using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.AzureKeyVault;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>What stands in the Key Vault, and what its administrators can read.</summary>
public sealed class KeyVaultContentTests : KeyVaultTest
{
    [Fact]
    public async Task Nothing_there_names_a_person_a_platform_or_a_token()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        var name = new VaultName(VaultKind.Connection, "ada@example.org");
        var properties = new Dictionary<string, string> { ["user"] = "ada@example.org", ["platform"] = "sandbox" };
        await vault.CommitAsync(new VaultCommit(new VaultWrite(name, 0, properties, "access-token-of-ada"u8.ToArray()), new JournalEntry(name, 1, "answer-with-tokens"u8.ToArray())), CancellationToken.None);
        var all = Server.Secrets.Dump;
        foreach (var word in new[] { "example", "sandbox", "Connection", "access-token-of-ada", "answer-with-tokens" })
        {
            Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(word.PadRight(3)))[..4], word.Length > 8 ? all : "", StringComparison.Ordinal);
        }
        Assert.Matches("^oauthhub-([0-9a-f]{64}|header|probe)$", Fixture.OnlySecret());
        var version = Assert.Single(Server.Secrets.Versions(Fixture.OnlySecret()));
        Assert.Equal(KeyVaultDocuments.ContentType, version.ContentType);
        Assert.Equal("1", version.Tags["g"]);
    }

    [Fact]
    public async Task A_listing_reads_no_secret_and_follows_all_pages()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        for (var i = 0; i < 60; i++) await vault.CommitAsync(new VaultCommit(VaultFiles.Write($"c{i}", 0, user: $"user-{i}")), CancellationToken.None);
        Server.Requests.Clear();
        var entries = await vault.ListAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(60, entries.Count);
        Assert.Equal("user-17", entries.Single(entry => entry.Name == VaultFiles.Name("c17")).Properties["user"]);
        Assert.Equal(3, Server.Requests.Count); // 60 records, the header and the probe: three pages of 25
        Assert.DoesNotContain(Server.Requests, request => request.IsRead);
    }

    [Fact]
    public async Task Properties_that_fit_no_tags_are_left_out_and_read_from_the_record()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        var properties = new Dictionary<string, string> { ["scope"] = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"scope.{i}")) };
        await vault.CommitAsync(new VaultCommit(new VaultWrite(VaultFiles.Name("a"), 0, properties, "s"u8.ToArray())), CancellationToken.None);
        Assert.DoesNotContain("p0", Server.Secrets.Versions(Fixture.OnlySecret()).Single().Tags.Keys);
        Assert.Equal(properties, (await vault.ListAsync(CancellationToken.None).ToListAsync()).Single().Properties);
    }

    [Fact]
    public async Task Only_the_current_version_is_enabled()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        for (var i = 0; i < 5; i++) await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", i)), CancellationToken.None);
        var versions = Server.Secrets.Versions(Fixture.OnlySecret());
        Assert.Equal(5, versions.Count);
        Assert.All(versions.SkipLast(1), version => Assert.False(version.IsEnabled));
        Assert.True(versions[^1].IsEnabled);
    }

    [Fact]
    public async Task A_version_that_could_not_be_disabled_is_disabled_behind_a_later_write_of_any_record()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 0)), CancellationToken.None);
        var secret = Fixture.OnlySecret();
        Server.Fault = request => request.IsUpdate ? FakeFault.Status503 : FakeFault.None;
        Assert.IsType<VaultWriteOutcome.Written>(await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 1)), CancellationToken.None));
        Assert.All(Server.Secrets.Versions(secret), version => Assert.True(version.IsEnabled));
        Server.Fault = _ => FakeFault.None;
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("b", 0)), CancellationToken.None);
        Assert.Equal([false, true], Server.Secrets.Versions(secret).Select(version => version.IsEnabled));
    }

    [Fact]
    public async Task A_refresh_like_write_is_one_new_version_and_one_update()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 0)), CancellationToken.None);
        await Rising();
        Server.Requests.Clear();
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 1)), CancellationToken.None);
        Assert.Equal(["GET", "GET", "PUT", "PATCH"], Server.Requests.Select(request => request.Method));

        // The first write raises the header's mark behind it.
        Task Rising() => Support.Waiting.UntilAsync(() => Server.Secrets.Versions("oauthhub-header") is [{ IsEnabled: false }, _]);
    }

    [Fact]
    public async Task A_large_document_is_written_in_parts_the_main_one_last_and_its_old_parts_are_disabled()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        foreach (var generation in new[] { 0, 1 }) await vault.CommitAsync(new VaultCommit(Large(generation)), CancellationToken.None);
        var main = Fixture.OnlySecret();
        Assert.Equal(2, Server.Secrets.Names.Count(name => name.StartsWith(main + "-", StringComparison.Ordinal)));
        Assert.Equal($"/secrets/{main}/", Server.Requests.Last(request => request.IsSet && request.Path.Contains(main, StringComparison.Ordinal)).Path.TrimEnd('/') + "/");
        foreach (var part in new[] { "", "-2", "-3" }) Assert.Equal([false, true], Server.Secrets.Versions(main + part).Select(version => version.IsEnabled));
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 2, "small again")), CancellationToken.None);
        foreach (var part in new[] { "-2", "-3" }) Assert.All(Server.Secrets.Versions(main + part), version => Assert.False(version.IsEnabled));
        Assert.Equal("small again", Encoding.UTF8.GetString((await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.Span));
    }

    [Fact]
    public async Task A_writer_that_dies_between_the_parts_has_changed_nothing()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await vault.CommitAsync(new VaultCommit(Large(0)), CancellationToken.None);
        var (main, before) = (Fixture.OnlySecret(), (await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!);
        Server.Fault = request => request.IsSet && request.Path.TrimEnd('/').EndsWith(main, StringComparison.Ordinal) ? FakeFault.Status503 : FakeFault.None;
        await Assert.ThrowsAsync<VaultUnavailableException>(() => vault.CommitAsync(new VaultCommit(Large(1)), CancellationToken.None));
        Assert.Equal(2, Server.Secrets.Versions(main + "-2").Count);
        Assert.Equal(before.Secret.ToArray(), (await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.ToArray());
        Server.Fault = _ => FakeFault.None;
        var next = Large(1);
        Assert.IsType<VaultWriteOutcome.Written>(await vault.CommitAsync(new VaultCommit(next), CancellationToken.None));
        Assert.Equal(next.Secret.ToArray(), (await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.ToArray());
        Assert.Equal([false, false, true], Server.Secrets.Versions(main + "-2").Select(version => version.IsEnabled));
    }

    [Fact]
    public async Task A_part_that_is_named_and_disabled_is_enabled_by_its_reader()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        var large = Large(0);
        await vault.CommitAsync(new VaultCommit(large), CancellationToken.None);
        var part = Fixture.OnlySecret() + "-3";
        Server.Secrets.SetEnabled(part, Server.Secrets.Versions(part).Single().Id, enabled: false);
        Assert.Equal(large.Secret.ToArray(), (await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.ToArray());
        Assert.True(Server.Secrets.Versions(part).Single().IsEnabled);
    }

    private static VaultWrite Large(int expected) => new(VaultFiles.Name("a"), expected, new Dictionary<string, string>(), RandomNumberGenerator.GetBytes(45_000));
}
