using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Bench.Distributed;

/// <summary>Due queue, shared index and index of a hub with a number of connections at one platform, of which always the same number is due.</summary>
internal sealed class IndexUnderTest : IAsyncDisposable
{
    public const int Due = 1_000;
    public const int OfOneUser = 4;

    /// <summary>Users that are asked for: the same number of them, however many there are.</summary>
    public const int Users = 250;

    private const string Platform = "sandbox";
    private const int Batch = 1_000;

    /// <summary>What a sweep claims in one step at most: the platform's limit of requests in flight.</summary>
    private const int ClaimAtOnce = 32;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly ServiceProvider services;
    private readonly IDueQueue due;
    private readonly ConnectionStore store;
    private readonly ConnectionFinder finder;
    private readonly List<(string Id, DateTimeOffset At)> dueOnes = [];
    private readonly string[] asked;

    /// <summary>The same connections, all of one user.</summary>
    private readonly ConnectionIndex crowded = new();
    private long generation = 1;

    private IndexUnderTest(string? redis, int count)
    {
        var collection = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(new HubPaths(folder.FullName)).AddSingleton(new KeyRing([MasterKey.Generate()]))
            .AddSingleton<IVault, EncryptedFileVault>().AddSingleton<HubMeter>().AddSingleton<ConnectionIndex>().AddSingleton<ConnectionStore>().AddSingleton<ConnectionFinder>();
        // No trust in memory: each listing asks the shared index, as the first one in two seconds does.
        if (redis is null) collection.AddInMemoryCoordination();
        else collection.AddRedisCoordination(redis).AddSingleton(new MemoryTrust(TimeProvider.System, TimeSpan.Zero));
        services = collection.BuildServiceProvider();
        (due, store, finder) = (services.GetRequiredService<IDueQueue>(), services.GetRequiredService<ConnectionStore>(), services.GetRequiredService<ConnectionFinder>());
        var users = count / OfOneUser;
        asked = [.. Enumerable.Range(0, Users).Select(number => User(number * (users / Users)))];
    }

    public static async Task<IndexUnderTest> CreateAsync(string? redis, int count)
    {
        var made = new IndexUnderTest(redis, count);
        var shared = made.services.GetRequiredService<ISharedIndex>();
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Batch))
        {
            var summaries = numbers.Select(number => made.Summary(number, count)).ToList();
            foreach (var summary in summaries)
            {
                made.store.Index.Put(summary);
                made.crowded.Put(summary with { User = "everybody" });
            }
            await shared.AddAsync([.. summaries.Select(summary => new IndexEntry(summary.Id, summary.User, summary.PlatformId, summary.DueAt))], isShared: false, CancellationToken.None);
        }
        return made;
    }

    /// <summary>The look of a sweep: which platforms have anything due.</summary>
    public async Task LookAsync()
    {
        if ((await due.PlatformsAsync(now, CancellationToken.None)).Count != 1) throw new InvalidOperationException("Nothing is due.");
    }

    public async Task CountAsync()
    {
        if (await due.CountDueAsync(Platform, now, CancellationToken.None) != Due) throw new InvalidOperationException("The wrong number is due.");
    }

    /// <summary>Claims all that are due, as a sweep does.</summary>
    public async Task ClaimAsync()
    {
        var claimed = 0;
        while (await due.ClaimAsync(Platform, now, now.AddMinutes(10), ClaimAtOnce, CancellationToken.None) is { Count: > 0 } ids) claimed += ids.Count;
        if (claimed != Due) throw new InvalidOperationException($"{claimed} were claimed.");
    }

    /// <summary>Makes the claimed ones due again.</summary>
    public Task UnclaimAsync() => Task.WhenAll(dueOnes.Select(one => due.ScheduleAsync(Platform, one.Id, one.At, CancellationToken.None).AsTask()));

    /// <summary>The connections of each of the users.</summary>
    public async Task ListAsync()
    {
        foreach (var user in asked)
            if ((await finder.FindAsync(user, Platform, CancellationToken.None)).Count != OfOneUser) throw new InvalidOperationException($"{user} has the wrong number of connections.");
    }

    /// <summary>What each write does to the index, for connections of one user who has all of them.</summary>
    public Task ChangeAsync()
    {
        generation++;
        foreach (var (id, _) in dueOnes) crowded.Put(crowded.Find(id)! with { Generation = generation });
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string User(int number) => $"user-{number}";

    private ConnectionSummary Summary(int number, int count)
    {
        var isDue = number % (count / Due) == 0;
        var at = isDue ? now.AddMilliseconds(-1 - number) : now.AddHours(1).AddSeconds(number);
        var id = $"con_{number:x16}";
        if (isDue) dueOnes.Add((id, at));
        return new ConnectionSummary(id, User(number / OfOneUser), Platform, new Account($"account-{number}", "An account"), null, ConnectionState.Active, null, 1, now.AddHours(2), at, 1);
    }
}
