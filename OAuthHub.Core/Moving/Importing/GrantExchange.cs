using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>
/// Proves that a grant lives, by the one exchange that also makes it this hub's: intent, call, durable answer, in the order of a refresh
/// (docs/refresh.md). An answer that an earlier run left is used in place of a call.
/// </summary>
public sealed class GrantExchange(PendingGrants pending, TokenEndpoint tokenEndpoint, PlatformGates gates, TimeProvider time)
{
    /// <param name="cancellationToken">Counts until the request leaves; then the answer must be stored.</param>
    internal async Task<ExchangeOutcome> RunAsync(PlatformClient client, GrantRecord record, CancellationToken cancellationToken)
    {
        var (rules, now) = (client.Platform.Refresh, time.GetUtcNow());
        // Without a refresh token nothing is exchanged: the account's lookup proves the access token.
        if (record.RefreshToken is not { } refreshToken || !rules.Supported) return new ExchangeOutcome.Held(Given(record, now), null);

        var name = PendingGrants.Name(record.Fingerprint!.Value);
        var before = await pending.FindAsync(name, cancellationToken);
        if (before?.Answer is { } kept && Read(client.Platform, kept, record) is { } tokens) return new ExchangeOutcome.Held(tokens, before);
        var attempt = 1;
        if (before is not null)
        {
            switch (rules.Rotates ? OpenIntent.Judge(before.Intent, Old(record, now), rules, now, ProcessIdentity.IsGone(before.Intent.Owner)) : new IntentVerdict.TryAgain(before.Intent.Attempt + 1))
            {
                case IntentVerdict.Busy: return new ExchangeOutcome.Failed(MovingCodes.InProgress);
                case IntentVerdict.TryAgain(var next): attempt = next; break;
                default: return new ExchangeOutcome.Failed(MovingCodes.OutcomeUnknown);
            }
        }

        var gate = gates.For(client.Platform);
        using var slot = await gate.EnterAsync(cancellationToken);
        if (slot is null) return new ExchangeOutcome.Failed(MovingCodes.PlatformUnavailable);

        now = time.GetUtcNow();
        var clock = new LeaseClock(time);
        var intent = new RefreshIntent(ProcessIdentity.Own, 1, now, now + RefreshTimes.Intent, attempt) { FirstSentAt = before?.Intent.FirstSentAt ?? before?.Intent.SentAt };
        if (await pending.BeginAsync(name, before, intent, cancellationToken) is not { } begun) return new ExchangeOutcome.Failed(MovingCodes.InProgress);
        var answer = await tokenEndpoint.RefreshAsync(client, refreshToken, record.AccessToken ?? Nothing, CancellationToken.None, () => clock.Lasts(RefreshTimes.Intent, RefreshTimes.Guard));
        return await KeepAsync(client, record, answer, begun, before);
    }

    /// <summary>Where an entry wants the old access token with the exchange and the record has none.</summary>
    private static AccessToken Nothing { get; } = new("none");

    private async Task<ExchangeOutcome> KeepAsync(PlatformClient client, GrantRecord record, TokenAnswer answer, PendingGrant begun, PendingGrant? before)
    {
        var gate = gates.For(client.Platform);
        switch (answer)
        {
            case TokenAnswer.NotProcessed(var code, var retryAfter):
                if (code is "rate_limited") gates.Pause(client.Platform, retryAfter ?? TimeSpan.FromSeconds(5));
                else gate.Failed();
                await pending.TakeBackAsync(begun, before);
                return new ExchangeOutcome.Failed(MovingCodes.PlatformUnavailable);
            case TokenAnswer.Unknown(_, var partial):
                gate.Failed();
                if (partial is not null) await pending.KeepAsync(begun, partial);
                return partial is not null && Read(client.Platform, partial, record) is { } some ? new ExchangeOutcome.Held(some, begun) : new ExchangeOutcome.Failed(MovingCodes.OutcomeUnknown);
            case TokenAnswer.Received(var raw):
                gate.Succeeded();
                await pending.KeepAsync(begun, raw);
                if (Read(client.Platform, raw, record) is { } tokens) return new ExchangeOutcome.Held(tokens, begun);
                if (TokenResponseParser.Read(client.Platform, raw, TokenCall.Refresh) is not TokenReading.Failure(var error)) return new ExchangeOutcome.Failed(MovingCodes.OutcomeUnknown);
                // The platform's own word. What it calls temporary says nothing of the grant.
                await pending.EndAsync(begun);
                return new ExchangeOutcome.Failed(error.Meaning switch
                {
                    ErrorMeaning.GrantGone or ErrorMeaning.ReauthRequired => MovingCodes.GrantDead,
                    ErrorMeaning.AppRegistration or ErrorMeaning.Scope => MovingCodes.AppRefused,
                    _ => MovingCodes.PlatformUnavailable,
                });
            default: // it did not leave
                await pending.TakeBackAsync(begun, before);
                return new ExchangeOutcome.Failed(MovingCodes.PlatformUnavailable);
        }
    }

    /// <summary>The tokens of an answer; what it leaves out is the record's. Null: it has none that can be used.</summary>
    private static TokenSet? Read(Platform platform, RawAnswer raw, GrantRecord record) =>
        TokenResponseParser.Read(platform, raw, TokenCall.Refresh) is TokenReading.Success(var tokens) ? tokens with { RefreshToken = tokens.RefreshToken ?? record.RefreshToken } : null;

    private static TokenSet Given(GrantRecord record, DateTimeOffset now) => new()
    {
        AccessToken = record.AccessToken!, RefreshToken = record.RefreshToken, TokenType = "Bearer", IssuedAt = now, ExpiresAt = record.ExpiresAt,
        ExpirySource = record.ExpiresAt is null ? ExpirySource.None : ExpirySource.Reply, Scopes = record.Scopes.Count > 0 ? record.Scopes : null,
    };

    private static TokenPair Old(GrantRecord record, DateTimeOffset now) => new() { AccessToken = record.AccessToken ?? Nothing, HasRefreshToken = true, TokenType = "Bearer", IssuedAt = now };
}

internal abstract record ExchangeOutcome
{
    private ExchangeOutcome() { }

    /// <param name="Pending">What is to be ended once they are stored; null: nothing was exchanged.</param>
    public sealed record Held(TokenSet Tokens, PendingGrant? Pending) : ExchangeOutcome;

    /// <param name="Code">One of <see cref="MovingCodes"/>.</param>
    public sealed record Failed(string Code) : ExchangeOutcome;
}
