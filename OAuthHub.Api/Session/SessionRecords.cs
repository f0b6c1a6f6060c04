using System.Runtime.CompilerServices;
using System.Text.Json;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>The sessions of each user, one record of the vault a user. What is listed here need not be good any more: <see cref="EndedSessions"/> knows.</summary>
internal sealed class SessionRecords(IVault vault, TimeProvider time)
{
    private const string Prefix = "of:";

    /// <summary>Of one user; the least recently seen go first. Keeps the record small.</summary>
    private const int Most = 100;

    public async Task<UserSessions> ReadAsync(string user, CancellationToken cancellationToken) => (await FindAsync(NameOf(user), cancellationToken)).Sessions ?? new UserSessions(user, []);

    /// <summary>Everybody's. Costs one pass over the vault.</summary>
    public async IAsyncEnumerable<UserSessions> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new List<VaultName>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
            if (entry is { Name: { Kind: VaultKind.Session } name, Problem: VaultProblem.None } && name.Id.StartsWith(Prefix, StringComparison.Ordinal)) names.Add(name);
        foreach (var name in names)
            if ((await FindAsync(name, cancellationToken)).Sessions is { } found) yield return found;
    }

    /// <summary>Keeps the session as it was seen now, and drops what is over.</summary>
    public Task NoteAsync(string user, KnownSession seen, CancellationToken cancellationToken) => ChangeAsync(user, sessions =>
    {
        var before = sessions.FirstOrDefault(one => one.Hash == seen.Hash);
        if (before is not null) seen = seen with { CreatedAt = before.CreatedAt, LastSeenAt = before.LastSeenAt > seen.LastSeenAt ? before.LastSeenAt : seen.LastSeenAt };
        return [seen, .. sessions.Where(one => one.Hash != seen.Hash).OrderByDescending(one => one.LastSeenAt).Take(Most - 1)];
    }, cancellationToken);

    public Task ForgetAsync(string user, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) =>
        ChangeAsync(user, sessions => [.. sessions.Where(one => !hashes.Contains(one.Hash))], cancellationToken);

    private async Task ChangeAsync(string user, Func<IReadOnlyList<KnownSession>, IReadOnlyList<KnownSession>> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (found, generation) = await FindAsync(NameOf(user), cancellationToken);
            var now = time.GetUtcNow();
            var next = new UserSessions(user, [.. change(found?.Sessions ?? []).Where(one => !one.IsOver(now))]);
            var write = new VaultWrite(NameOf(user), generation, new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(next));
            if (await vault.CommitAsync(new VaultCommit(write), cancellationToken) is VaultWriteOutcome.Written) return;
        }
    }

    private async Task<(UserSessions? Sessions, long Generation)> FindAsync(VaultName name, CancellationToken cancellationToken) =>
        await vault.ReadAsync(name, cancellationToken) is { } record ? (JsonSerializer.Deserialize<UserSessions>(record.Secret.Span), record.Generation) : (null, 0);

    /// <summary>Not the user's own name: some backends show the names of records.</summary>
    private static VaultName NameOf(string user) => new(VaultKind.Session, Prefix + SecretFingerprint.Of(user));
}

internal sealed record UserSessions(string User, IReadOnlyList<KnownSession> Sessions);
