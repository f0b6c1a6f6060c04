using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.Rows;

/// <summary>A backend beyond the file that is put back from a backup while hosts remember more than it does.</summary>
public sealed class HighWaterMarkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MemoryBackend backend = new("Memory");
    private readonly KeyRing keys = new([MasterKey.Generate()]);

    [Fact]
    public async Task A_backend_that_was_put_back_is_recognised_until_it_is_accepted_and_then_by_no_host_any_more()
    {
        await WriteAsync("one", "a");
        var backup = backend.All.ToArray();
        foreach (var (host, id) in new[] { ("one", "b"), ("two", "c"), ("two", "d") }) await WriteAsync(host, id);

        backend.All.Clear();
        foreach (var (name, document) in backup) backend.All[name] = document;

        await using (var one = await OpenAsync("one"))
        await using (var two = await OpenAsync("two"))
        {
            Assert.True(one.Vault.IsRestoredCopy);
            Assert.True(two.Vault.IsRestoredCopy);
            Assert.Equal("secret of a", Encoding.UTF8.GetString((await one.Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.Span));
            // Its own writes do not make it look like a new one.
            await one.Vault.CommitAsync(new VaultCommit(VaultFiles.Write("e", 0)), CancellationToken.None);
        }
        await using (var again = await OpenAsync("one"))
        {
            Assert.True(again.Vault.IsRestoredCopy);
            await again.Vault.AcceptRestoredCopyAsync(CancellationToken.None);
            Assert.False(again.Vault.IsRestoredCopy);
        }
        foreach (var host in (string[])["one", "two"])
        {
            await using var later = await OpenAsync(host);
            Assert.False(later.Vault.IsRestoredCopy);
        }
    }

    [Fact]
    public async Task A_host_that_has_seen_nothing_takes_the_vault_as_it_is()
    {
        await WriteAsync("one", "a");
        await using var newcomer = await OpenAsync("two");
        Assert.False(newcomer.Vault.IsRestoredCopy);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>One process that writes and ends: the number rises with its first write, and has risen when it is closed.</summary>
    private async Task WriteAsync(string host, string id)
    {
        await using var opened = await OpenAsync(host);
        Assert.False(opened.Vault.IsRestoredCopy);
        await opened.Vault.CommitAsync(new VaultCommit(VaultFiles.Write(id, 0, "secret of " + id)), CancellationToken.None);
    }

    private Task<OpenedVault> OpenAsync(string host) =>
        new VaultOpener([backend], new HubPaths(folder.File(host)), keys, TimeProvider.System, NullLoggerFactory.Instance)
            .OpenAsync("Memory", new ConfigurationBuilder().Build(), CancellationToken.None);
}
