using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.Processes;

/// <summary>Connections of somebody else that nobody refreshes, put into a vault in great number; and a process with one key that reads them without end.</summary>
internal sealed class ManyRecords : IAsyncDisposable
{
    private readonly IReadOnlyList<string> ids;
    private readonly LiveVault vault;
    private readonly CancellationTokenSource stop = new(); // with nothing in it to dispose of
    private readonly Task walking;

    private ManyRecords(IReadOnlyList<string> ids, LiveVault vault)
    {
        (this.ids, this.vault) = (ids, vault);
        walking = Task.Run(WalkAsync);
    }

    /// <summary>How often each of them was read.</summary>
    public int Walks { get; private set; }

    /// <summary>The first that could not be read, or was not what it should be.</summary>
    public string? Failure { get; private set; }

    public string Backend => vault.Current.Backend;

    /// <summary>Fills the vault of a hub that has ended, in which somebody is connected.</summary>
    public static async Task<IReadOnlyList<string>> FillAsync(TemporaryFolder folder, MasterKey key, int count)
    {
        using var file = new EncryptedFileVault(new HubPaths(folder.Path), new KeyRing([key]), NullLogger<EncryptedFileVault>.Instance);
        Connection? pattern = null;
        await foreach (var entry in file.ListAsync(CancellationToken.None))
        {
            if (entry.Name is not { Kind: VaultKind.Connection } name) continue;
            pattern = ConnectionCodec.Read((await file.ReadAsync(name, CancellationToken.None))!.Secret);
            break;
        }
        var later = TimeProvider.System.GetUtcNow().AddDays(30);
        var all = Enumerable.Range(0, count).Select(number => "con_many_" + number.ToString("x8", CultureInfo.InvariantCulture)).ToList();
        foreach (var some in all.Chunk(250)) await Task.WhenAll(some.Select(id => file.CommitAsync(new VaultCommit(Write(id)), CancellationToken.None)));
        return all;

        VaultWrite Write(string id)
        {
            var tokens = pattern!.Tokens! with { AccessToken = new AccessToken("access of " + id), ExpiresAt = later.AddDays(1) };
            var connection = pattern with { Id = id, User = "somebody-else", Account = new Account("account of " + id, id), DueAt = later, Tokens = tokens };
            return new VaultWrite(ConnectionCodec.Name(id), 0, ConnectionCodec.Properties(connection), ConnectionCodec.Write(connection));
        }
    }

    /// <summary>Reads all of them, again and again, with this key and what the vault's header says.</summary>
    public static async Task<ManyRecords> WalkAsync(TemporaryFolder folder, MasterKey key, IReadOnlyList<string> ids, params IVaultBackend[] backends)
    {
        var ring = new KeyRing([key]);
        var opener = new VaultOpener(backends, new HubPaths(folder.Path), ring, TimeProvider.System, NullLoggerFactory.Instance);
        var configured = await opener.OpenAsync(VaultOptions.Default, new ConfigurationBuilder().Build(), CancellationToken.None);
        return new ManyRecords(ids, await LiveVault.OpenAsync(opener, ring, configured, NullLogger<LiveVault>.Instance, CancellationToken.None));
    }

    /// <summary>Returns when each was read once more from now on.</summary>
    public async Task OnceMoreAsync()
    {
        var now = Walks;
        await Waiting.UntilAsync(() => Walks > now + 1 || Failure is not null, HubProcess.Deadline);
        Assert.Null(Failure);
    }

    public async ValueTask DisposeAsync()
    {
        if (walking.IsCompleted && stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await walking;
        await vault.DisposeAsync();
    }

    private async Task WalkAsync()
    {
        for (; !stop.IsCancellationRequested && Failure is null; Walks++)
        {
            foreach (var some in ids.Chunk(100))
            {
                foreach (var id in some) await ReadAsync(id);
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None); // the two cores are for the hub
            }
        }
    }

    private async Task ReadAsync(string id)
    {
        try
        {
            var record = await vault.ReadAsync(ConnectionCodec.Name(id), CancellationToken.None);
            if (record is null) Failure ??= $"{id} is not there";
            else if (ConnectionCodec.Read(record.Secret).Tokens!.AccessToken.RevealSecret() != "access of " + id) Failure ??= $"{id} is another";
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            Failure ??= $"{id}: {failure.Message}";
        }
    }
}
