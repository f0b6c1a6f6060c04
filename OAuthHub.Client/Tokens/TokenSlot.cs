using OAuthHub.Client.Hub;

namespace OAuthHub.Client.Tokens;

/// <summary>The token of one account: held until shortly before its end, asked for once however many wait.</summary>
internal sealed class TokenSlot(OAuthHubAccount account, HubCalls hub, TimeProvider time)
{
    private readonly Lock gate = new();
    private HeldToken? held;
    private Task<OAuthHubToken>? running;
    private string? reporting;

    public ValueTask<OAuthHubToken> GetAsync(CancellationToken cancellationToken)
    {
        Task<OAuthHubToken> answer;
        bool isReport;
        lock (gate)
        {
            if (held?.IsFresh(time) is true)
            {
                ClientTelemetry.GaveCached(account.Platform);
                return new(held.Token);
            }
            answer = running ?? Begin(null);
            isReport = reporting is not null;
        }
        return new(isReport ? AfterReportAsync(answer, cancellationToken) : answer.WaitAsync(cancellationToken));
    }

    public Task<OAuthHubToken> ReplaceAsync(OAuthHubToken refused, CancellationToken cancellationToken)
    {
        var secret = refused.RevealAccessToken();
        Task<OAuthHubToken> answer;
        lock (gate)
        {
            if (held?.IsAlive(time) is true && !string.Equals(held.Token.RevealAccessToken(), secret, StringComparison.Ordinal)) return Task.FromResult(held.Token); // another caller has reported it
            answer = running is not null && string.Equals(reporting, secret, StringComparison.Ordinal) ? running : Begin(secret);
        }
        return answer.WaitAsync(cancellationToken);
    }

    /// <summary>Somebody else reports the token that was held. If nothing comes of that, what the hub has is read.</summary>
    private async Task<OAuthHubToken> AfterReportAsync(Task<OAuthHubToken> report, CancellationToken cancellationToken)
    {
        try
        {
            return await report.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OAuthHubException problem) when (problem is not ReconnectNeededException)
        {
            return await GetAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Under the gate. A report takes the place of a read that is under way: that may still bring the refused token.</summary>
    private Task<OAuthHubToken> Begin(string? refused)
    {
        var last = refused is null ? held : null;
        if (refused is not null) held = null;
        reporting = refused;
        Task<OAuthHubToken>? mine = null;
        return running = mine = Task.Run(async () =>
        {
            var asked = time.GetTimestamp();
            HeldToken? got = null;
            try
            {
                got = new HeldToken(refused is null ? await hub.ReadAsync(account).ConfigureAwait(false) : await hub.ReportAsync(account, refused).ConfigureAwait(false), asked, time.TimestampFrequency);
            }
            catch (OAuthHubException problem) when (problem.IsTemporary && last?.IsAlive(time) is true)
            {
                got = last.TryAgainIn(problem.RetryAfter, time); // the hub's outage is not the agent's
            }
            finally
            {
                lock (gate) // Begin's caller holds it until the task is known
                {
                    if (ReferenceEquals(running, mine)) (running, reporting, held) = (null, null, got);
                }
            }
            return got.Token;
        }, CancellationToken.None);
    }
}
