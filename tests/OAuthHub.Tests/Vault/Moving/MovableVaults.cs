using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.MasterKeys;
using OAuthHub.Core.Vault.Moving;
using OAuthHub.Core.Vault.Rotation;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.Rows;

namespace OAuthHub.Tests.Vault.Moving;

/// <summary>The file and two backends in memory, and processes that use them: each has a key ring and a live vault of its own.</summary>
internal sealed class MovableVaults : IAsyncDisposable
{
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    private readonly TemporaryFolder folder = new();
    private readonly List<Process> processes = [];

    public MasterKey Key { get; } = MasterKey.Generate();

    public MemoryBackend Memory { get; } = new("Memory");

    public MemoryBackend Tagged { get; } = new("Tagged", keepsProperties: true);

    public HubPaths Paths => new(folder.Path);

    public async Task<Process> StartAsync(string backend = VaultOptions.Default, params MasterKey[] ring)
    {
        var keys = new KeyRing(ring.Length == 0 ? [Key] : ring);
        var opener = new VaultOpener([Memory, Tagged], Paths, keys, TimeProvider.System, NullLoggerFactory.Instance);
        var configured = await opener.OpenAsync(backend, NoSettings, CancellationToken.None);
        var live = await LiveVault.OpenAsync(opener, keys, configured, NullLogger<LiveVault>.Instance, CancellationToken.None);
        var process = new Process(live, opener, keys, Paths);
        processes.Add(process);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes) await process.DisposeAsync();
        folder.Dispose();
    }

    internal sealed class Process(LiveVault live, VaultOpener opener, KeyRing keys, HubPaths paths) : IAsyncDisposable
    {
        private readonly AnswerJournal journal = new(paths, keys, live, NullLogger<AnswerJournal>.Instance);

        public LiveVault Vault => live;

        /// <summary>As a file that the hub may write, of this process alone.</summary>
        public KeysInMemory Source { get; } = new(keys.All);

        public KeyRing Keys => keys;

        /// <summary>With the shortest waits in which a neighbour can see what the header says.</summary>
        public KeyRotation Rotation => new(live, keys, Source, journal) { Patience = HeaderWatch.KnownWithin };

        /// <inheritdoc cref="Rotation"/>
        public Task<MoveReport> MoveAsync(string backend, bool erase = false, Action<MoveProgress>? progress = null, bool despiteProblems = false) =>
            Mover.RunAsync(backend, NoSettings, despiteProblems, erase, progress, CancellationToken.None);

        public VaultMove Mover => new(live, opener, keys) { Patience = HeaderWatch.KnownWithin };

        public async Task WriteAsync(string id, long expected, string secret) =>
            Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await live.CommitAsync(new VaultCommit(VaultFiles.Write(id, expected, secret)), CancellationToken.None));

        public async Task<string?> ReadAsync(string id) =>
            await live.ReadAsync(VaultFiles.Name(id), CancellationToken.None) is { } record ? System.Text.Encoding.UTF8.GetString(record.Secret.Span) : null;

        public async ValueTask DisposeAsync()
        {
            journal.Dispose();
            await live.DisposeAsync();
        }
    }

    internal sealed class KeysInMemory(IReadOnlyList<MasterKey> first) : IMasterKeySource
    {
        public IReadOnlyList<MasterKey> Keys { get; private set; } = first;

        public string Place => "the memory of this test";

        public bool CanWrite { get; init; } = true;

        public Task<KeyRing> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(new KeyRing(Keys));

        public Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken)
        {
            Keys = newestFirst;
            return Task.CompletedTask;
        }
    }
}
