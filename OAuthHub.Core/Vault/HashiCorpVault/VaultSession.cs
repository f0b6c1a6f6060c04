using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>
/// The hub's token: fetched at the first need, renewed at two thirds of its life, replaced when it cannot be renewed or is refused. Whatever many
/// requests need at once is done once.
/// </summary>
internal sealed partial class VaultSession : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly VaultTransport transport;
    private readonly VaultFailures failures;
    private readonly SignInWay way;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly ITimer timer;
    private VaultLease? lease;
    private long? warnedAt;
    private Task renewing = Task.CompletedTask;

    public VaultSession(VaultTransport transport, VaultFailures failures, SignInWay way, TimeProvider time, ILogger logger)
    {
        (this.transport, this.failures, this.way, this.time, this.logger) = (transport, failures, way, time, logger);
        timer = time.CreateTimer(_ => renewing = RenewInTimeAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The token to send now, with all that is known of it.</summary>
    public async ValueTask<VaultLease> LeaseAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref lease) is { } current && !way.HasNewToken) return current;
        return await AloneAsync(async () =>
        {
            if (lease is not { } made) return await SignInAsync(cancellationToken);
            try
            {
                return way.HasNewToken ? await SignInAsync(cancellationToken) : made;
            }
            catch (VaultUnavailableException)
            {
                return made; // the file is being written, or the server is away: this one lives as long as it lives
            }
        }, cancellationToken);
    }

    /// <summary>A request was answered with 403. Another token to try once more with, or null: the token lives and is not allowed to.</summary>
    public Task<VaultLease?> AfterRefusalAsync(VaultLease refused, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        if (lease is { } current && (!current.Token.Equals(refused.Token) || way.HasNewToken)) return way.HasNewToken ? await SignInAsync(cancellationToken) : current;
        // What a role gives may have changed since; but a permission that is missing for good must not make a sign-in of every request.
        var lives = (await LookUpAsync(refused.Token, cancellationToken)).IsSuccess;
        return lives && (way.IsGiven || time.GetElapsedTime(refused.Since) < Minute) ? null : await SignInAsync(cancellationToken);
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await closing.CancelAsync();
        await renewing;
        closing.Dispose();
    }

    private async Task<VaultLease> SignInAsync(CancellationToken cancellationToken)
    {
        var made = way.IsGiven ? await TakeGivenAsync(way.Given(), cancellationToken) : await AskAsync(cancellationToken);
        Volatile.Write(ref lease, made);
        if (made.Ends) Arm(made.RenewAfter);
        return made;
    }

    private async Task<VaultLease> TakeGivenAsync(VaultToken token, CancellationToken cancellationToken)
    {
        var answer = await LookUpAsync(token, cancellationToken);
        if (answer.Status is HttpStatusCode.Forbidden)
            throw new VaultUnavailableException($"{transport.Server} refuses {way.Name}: it has ended, was revoked, or may not look itself up, which needs {failures.LineFor(KvPaths.LookUpSelf)} in a policy. {way.Remedy}");
        if (!answer.IsSuccess) throw failures.Of(answer, KvPaths.LookUpSelf);
        var life = TimeSpan.FromSeconds(VaultAnswer.Number(answer.Data, "ttl"));
        return new VaultLease(token, life, life, IsTrue(answer.Data, "renewable"), time.GetTimestamp(), Names(answer.Data, "policies"));
    }

    private async Task<VaultLease> AskAsync(CancellationToken cancellationToken)
    {
        var (path, body) = way.Request();
        var answer = await transport.SendAsync(HttpMethod.Post, path, body, null, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound) throw new VaultUnavailableException($"{transport.Server} knows no way to sign in at {path}. Check {HashiCorpVaultOptions.Section}:Namespace, and the mount of {way.Name}: vault auth list");
        // The words of the server are left out here: who knows what of the request they repeat.
        if ((int)answer.Status is 400 or 403) throw new VaultUnavailableException($"{transport.Server} does not let the hub in by {way.Name} ({answer}). {way.Remedy}");
        if (!answer.IsSuccess) throw failures.Of(answer, path);
        return Read(answer, null) ?? throw new VaultUnavailableException($"{transport.Server} lets the hub in by {way.Name}, but gives no token. Look whether something else answers at {path}.");
    }

    private Task<VaultAnswer> LookUpAsync(VaultToken token, CancellationToken cancellationToken) => transport.SendAsync(HttpMethod.Get, KvPaths.LookUpSelf, null, token, cancellationToken);

    /// <param name="before">At a renewal, what was renewed: the token stays the same.</param>
    private VaultLease? Read(VaultAnswer answer, VaultLease? before)
    {
        var token = before?.Token ?? (VaultAnswer.Text(answer.Auth, "client_token") is { Length: > 0 } text && HashiCorpVaultOptionsValidator.IsHeader(text) ? new VaultToken(text) : null);
        if (token is null) return null;
        var length = TimeSpan.FromSeconds(VaultAnswer.Number(answer.Auth, "lease_duration"));
        var longest = before?.Longest > length ? before.Longest : length;
        return new VaultLease(token, length, longest, IsTrue(answer.Auth, "renewable"), time.GetTimestamp(), before?.Policies ?? Names(answer.Auth, "policies"));
    }

    private async Task RenewInTimeAsync()
    {
        try
        {
            await AloneAsync(() => RenewAsync(closing.Token), closing.Token);
        }
        catch (OperationCanceledException)
        {
            // the hub stops
        }
        catch (VaultUnavailableException failure)
        {
            if (lease is { } current) TryAgain(current, failure.Message);
        }
    }

    private async Task<VaultLease> RenewAsync(CancellationToken cancellationToken)
    {
        var current = lease!;
        if (way.HasNewToken) return await SignInAsync(cancellationToken);
        if (!current.IsRenewable)
        {
            if (!way.IsGiven) return await SignInAsync(cancellationToken);
            TryAgain(current, "it cannot be renewed. " + way.Remedy);
            return current;
        }
        var answer = await transport.SendAsync(HttpMethod.Post, KvPaths.RenewSelf, new JsonObject(), current.Token, cancellationToken);
        if (answer.IsSuccess && Read(answer, current) is { } renewed)
        {
            if (renewed.IsNearItsLastEnd && !way.IsGiven) return await SignInAsync(cancellationToken);
            Volatile.Write(ref lease, renewed);
            if (renewed.IsNearItsLastEnd) TryAgain(renewed, "it is near the longest life that it may have. " + way.Remedy);
            else if (renewed.Ends) Arm(renewed.RenewAfter);
            return renewed;
        }
        if (!way.IsGiven) return await SignInAsync(cancellationToken);
        TryAgain(current, failures.Of(answer, KvPaths.RenewSelf).Message);
        return current;
    }

    private void TryAgain(VaultLease current, string why)
    {
        if (warnedAt is not { } at || time.GetElapsedTime(at) >= Minute)
        {
            warnedAt = time.GetTimestamp();
            LogNotRenewed(logger, transport.Server, time.GetUtcNow() + current.Left(time), why);
        }
        var third = current.Left(time) / 3;
        Arm(third > Minute ? Minute : third < TimeSpan.FromSeconds(5) ? TimeSpan.FromSeconds(5) : third);
    }

    private void Arm(TimeSpan after) => timer.Change(after > TimeSpan.FromDays(24) ? TimeSpan.FromDays(24) : after, Timeout.InfiniteTimeSpan);

    private async Task<T> AloneAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            one.Release();
        }
    }

    private static bool IsTrue(JsonElement? of, string name) => VaultAnswer.Field(of, name) is { ValueKind: JsonValueKind.True };

    private static string[] Names(JsonElement? of, string name) =>
        VaultAnswer.Field(of, name) is { ValueKind: JsonValueKind.Array } names ? [.. names.EnumerateArray().Select(one => one.GetString() ?? "")] : [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token for {Server} was not renewed and ends at {End:u}: {Why}")]
    private static partial void LogNotRenewed(ILogger logger, string server, DateTimeOffset end, string why);
}
