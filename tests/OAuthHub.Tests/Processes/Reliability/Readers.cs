using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>
/// Agents that read at a fixed rate, whatever becomes of the reads before: each in turn through another API, as behind a load balancer
/// that sends nothing more to one that does not answer. Each token is shown to the platform at once.
/// </summary>
internal sealed class Readers : IAsyncDisposable
{
    /// <summary>How long an agent waits; longer than the hub lets a read wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>So many reads may be open at one API before it gets no more.</summary>
    private const int OpenAtOne = 100;

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ReadRecord> records = new();
    private readonly Api[] apis;
    private readonly SandboxHost sandbox;
    private readonly Task run;

    public Readers(IReadOnlyList<Member> apis, SandboxHost sandbox, IReadOnlyList<string> accounts, int perSecond)
    {
        this.apis = [.. apis.Select(api => new Api(api.Name, api.Process))];
        this.sandbox = sandbox;
        run = Task.Run(() => ReadAllAsync(accounts, perSecond));
    }

    public IReadOnlyCollection<ReadRecord> Records => records;

    /// <summary>Reads that nobody could be asked for: both APIs had enough open ones.</summary>
    public int Unasked { get; private set; }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        foreach (var api in apis) api.Http.Dispose();
    }

    private async Task ReadAllAsync(IReadOnlyList<string> accounts, int perSecond)
    {
        var open = new ConcurrentDictionary<Task, bool>();
        var began = TimeProvider.System.GetTimestamp();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var wait = TimeSpan.FromSeconds((double)number / perSecond) - TimeProvider.System.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
            var api = apis[number % apis.Length];
            if (api.Open >= OpenAtOne) api = apis[(number + 1) % apis.Length];
            if (api.Open >= OpenAtOne)
            {
                Unasked++;
                continue;
            }
            var account = accounts[number % accounts.Count];
            var read = Task.Run(() => ReadAsync(api, account));
            open[read] = true;
            _ = read.ContinueWith(done => open.TryRemove(done, out _), TaskScheduler.Default);
        }
        await Task.WhenAll(open.Keys);
    }

    private async Task ReadAsync(Api api, string account)
    {
        Interlocked.Increment(ref api.Open);
        var asked = TimeProvider.System.GetUtcNow();
        try
        {
            var (kind, token, expiresAt, sentAt) = await AskAsync(api, account);
            Interlocked.Decrement(ref api.Open);
            var answered = TimeProvider.System.GetUtcNow();
            DateTimeOffset? refused = token is not null && (await sandbox.GetAsync("api/me", token)).Status is HttpStatusCode.Unauthorized ? TimeProvider.System.GetUtcNow() : null;
            records.Enqueue(new ReadRecord(account, api.Name, asked, answered, kind, expiresAt, sentAt, refused));
        }
        catch (Exception failure)
        {
            records.Enqueue(new ReadRecord(account, api.Name, asked, TimeProvider.System.GetUtcNow(), "failed: " + failure.GetType().Name, null, null, null));
        }
    }

    private static async Task<(string Kind, string? Token, DateTimeOffset? ExpiresAt, DateTimeOffset? SentAt)> AskAsync(Api api, string account)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/credentials/sandbox?account=" + account) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", api.Key) } };
            using var message = await api.Http.SendAsync(request);
            var reply = await Reply.ReadAsync(message);
            if (reply.Status is HttpStatusCode.OK) return (ReadRecord.Token, reply.AccessToken, reply.Json.GetProperty("expires_at").GetDateTimeOffset(), reply.Headers.Date!.Value);
            return ($"{(int)reply.Status} {Code(reply)}", null, null, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (ReadRecord.Down, null, null, null);
        }
        catch (OperationCanceledException)
        {
            return (ReadRecord.Silent, null, null, null);
        }
    }

    private static string Code(Reply reply)
    {
        try
        {
            return reply.Code;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException)
        {
            return reply.Body;
        }
    }

    private sealed class Api(string name, HubProcess process)
    {
        public int Open;

        public string Name => name;
        public string Key { get; } = File.ReadAllText(process.Folder.File("agent.key")).Trim();
        public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 512 }) { BaseAddress = new Uri(process.Address), Timeout = Patience };
    }
}

/// <param name="Kind">A token, the hub's refusal, or why there was no answer.</param>
/// <param name="SentAt">The answer's <c>Date</c>: when it was sent, at most some seconds earlier and never later, however long it was under way.</param>
/// <param name="RefusedAt">When the platform refused the token; null: it did not.</param>
internal sealed record ReadRecord(string Account, string Api, DateTimeOffset Asked, DateTimeOffset Answered, string Kind, DateTimeOffset? ExpiresAt, DateTimeOffset? SentAt, DateTimeOffset? RefusedAt)
{
    public const string Token = "a token";

    /// <summary>Connection refused or cut: the API is not there.</summary>
    public const string Down = "API down";

    /// <summary>No answer in the time that an agent waits.</summary>
    public const string Silent = "no answer";

    public bool IsToken => Kind is Token;
}
