using System.Net;
using System.Text.Json.Nodes;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>
/// Asks the server with the hub's token. A token that was refused is replaced once, and a server that asks for patience gets as much as the
/// caller has. No third party's client: what is asked are six addresses, and every one of their answers is read here.
/// </summary>
internal sealed class HashiCorpVaultClient(VaultTransport transport, VaultSession session, VaultFailures failures) : IAsyncDisposable
{
    public string Server => transport.Server;

    public VaultFailures Failures => failures;

    /// <summary>The answer, whatever it is but one: that the token is refused throws.</summary>
    /// <exception cref="VaultUnavailableException">The server did not answer (what was asked may have been done), or does not know or allow the hub.</exception>
    public async Task<VaultAnswer> AskAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        var answer = await AskAllowedAsync(method, path, body, cancellationToken, patience);
        return answer.Status is HttpStatusCode.Forbidden ? throw failures.Of(answer, path) : answer;
    }

    /// <summary>As <see cref="AskAsync"/>, but what the token is not allowed to is an answer too.</summary>
    public async Task<VaultAnswer> AskAllowedAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        // For all of it: waiting for somebody else's sign-in, another token, and what the server asks to wait.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(patience ?? KvLimits.Write);
        try
        {
            return await AskUntilAsync(method, path, body, patience, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw failures.NoAnswer();
        }
    }

    /// <summary>Asks without the token, in the root namespace: how the server is.</summary>
    public Task<VaultAnswer> AskHealthAsync(CancellationToken cancellationToken) => transport.SendAsync(HttpMethod.Get, "sys/health", null, null, cancellationToken, isNamespaced: false);

    public ValueTask<VaultLease> LeaseAsync(CancellationToken cancellationToken) => session.LeaseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        transport.Dispose();
    }

    private async Task<VaultAnswer> AskUntilAsync(HttpMethod method, string path, JsonObject? body, TimeSpan? patience, CancellationToken end)
    {
        var lease = await session.LeaseAsync(end);
        for (var (isSecond, waited) = (false, TimeSpan.Zero); ;)
        {
            var answer = await transport.SendAsync(method, path, body, lease.Token, end, patience: patience);
            if (answer.Status is HttpStatusCode.TooManyRequests && answer.RetryAfter is { } asked)
            {
                var pause = asked > KvLimits.ShortestPause ? asked : KvLimits.ShortestPause;
                waited += pause;
                if (waited > KvLimits.Write) return answer; // nobody has longer than a write may take: he hears it at once
                await Task.Delay(pause, TimeProvider.System, end); // the network's clock, as with all time-outs here
                continue;
            }
            if (answer.Status is not HttpStatusCode.Forbidden) return answer;
            if (isSecond || await session.AfterRefusalAsync(lease, end) is not { } other) return answer;
            (lease, isSecond) = (other, true);
        }
    }
}

/// <summary>How long things may take. A write must end within ten seconds, and its reading back is a part of it.</summary>
internal static class KvLimits
{
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan List = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Write = TimeSpan.FromSeconds(9);
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
}
