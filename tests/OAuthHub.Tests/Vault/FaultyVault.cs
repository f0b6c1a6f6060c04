using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;

namespace OAuthHub.Tests.Vault;

public enum WriteFault
{
    None,

    /// <summary>Nothing is written.</summary>
    Before,

    /// <summary>It is written, and whoever wrote does not hear of it.</summary>
    After,
}

/// <summary>The file vault behind a disk that fails when it is told to.</summary>
internal sealed class FaultyVault : IVault, IDisposable
{
    private EncryptedFileVault? inner;
    private int failed;

    public WriteFault Writes { get; set; }
    public bool FailsReads { get; set; }

    /// <summary>What the disk says; unavailable unless a test wants something worse.</summary>
    public Func<Exception> Failure { get; set; } = () => new VaultUnavailableException("The disk of this test is full.");

    /// <summary>True: whoever asks beforehand whether it can be written hears that it can.</summary>
    public bool FailsUnexpectedly { get; set; }

    /// <summary>Which writes are struck.</summary>
    public Predicate<VaultCommit> Strikes { get; set; } = _ => true;

    /// <summary>After so many the disk is well again.</summary>
    public int HealsAfter { get; set; } = int.MaxValue;

    /// <summary>Writes that are struck wait for this, as they do while another process holds the file; null: they do not.</summary>
    public Task? Gate { get; set; }

    /// <summary>How many writes failed.</summary>
    public int Failed => Volatile.Read(ref failed);

    /// <summary>A write of an answer, as against one of an intent or a state.</summary>
    public static bool IsAnswer(VaultCommit commit) => commit.Journal is not null;

    public static bool IsIntent(VaultCommit commit) => commit.Journal is null && commit.Write is not null;

    public void Use(IServiceCollection services) => services.AddSingleton<IVault>(provider =>
    {
        inner = ActivatorUtilities.CreateInstance<EncryptedFileVault>(provider);
        return this;
    });

    public void Heal() => (Writes, FailsReads) = (WriteFault.None, false);

    public string DeploymentId => inner!.DeploymentId;

    public bool ComparesAndSwaps => inner!.ComparesAndSwaps;

    public bool IsRestoredCopy => inner!.IsRestoredCopy;

    public async ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken)
    {
        if (FailsReads) throw Failure();
        return await inner!.ReadAsync(name, cancellationToken);
    }

    public async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken)
    {
        var fault = Writes is not WriteFault.None && Strikes(commit) && Interlocked.Increment(ref failed) <= HealsAfter ? Writes : WriteFault.None;
        if (fault is WriteFault.Before) throw Failure();
        if (Gate is { } gate && Strikes(commit)) await gate;
        var outcome = await inner!.CommitAsync(commit, cancellationToken);
        return fault is WriteFault.After ? throw Failure() : outcome;
    }

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) =>
        Writes is WriteFault.None ? inner!.DeleteAsync(name, expectedGeneration, cancellationToken) : throw Failure();

    public IAsyncEnumerable<VaultEntry> ListAsync(CancellationToken cancellationToken) => FailsReads ? throw Failure() : inner!.ListAsync(cancellationToken);

    public async ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken)
    {
        if (FailsReads) throw Failure();
        return await inner!.ReadJournalAsync(name, cancellationToken);
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Writes is WriteFault.None || FailsUnexpectedly ? inner!.CheckAsync(cancellationToken) : throw Failure();

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => inner!.AcceptRestoredCopyAsync(cancellationToken);

    public void Dispose() => inner?.Dispose();
}
