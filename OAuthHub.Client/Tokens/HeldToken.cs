namespace OAuthHub.Client.Tokens;

/// <summary>A token and until when it is given out without asking, by this machine's monotonic clock.</summary>
internal sealed record HeldToken
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    /// <summary>Tokens without an end are asked for again now and then: the account may have been connected anew.</summary>
    private static readonly TimeSpan WithoutEnd = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PauseWhileHubIsAway = TimeSpan.FromSeconds(2);

    private readonly long freshUntil;
    private readonly long? aliveUntil;

    /// <param name="token">As the hub gave it.</param>
    /// <param name="asked">When it was asked for: the life that the hub tells began no earlier.</param>
    /// <param name="frequency">Timestamps a second.</param>
    public HeldToken(OAuthHubToken token, long asked, long frequency)
    {
        Token = token;
        // A tenth of what is left, at most 30 s: within the time in which the hub lets a read wait for the next token.
        var margin = token.Life is { } life ? TimeSpan.FromTicks(Math.Min(life.Ticks / 10, LongestMargin.Ticks)) : TimeSpan.Zero;
        freshUntil = asked + Stamps((token.Life ?? WithoutEnd) - margin, frequency);
        aliveUntil = token.Life is { } left ? asked + Stamps(left, frequency) : null;
    }

    public OAuthHubToken Token { get; }

    public bool IsFresh(TimeProvider time) => time.GetTimestamp() < freshUntil;

    public bool IsAlive(TimeProvider time) => aliveUntil is null || time.GetTimestamp() < aliveUntil;

    /// <summary>The same token, given out for a little longer before the hub is asked again; never beyond its life.</summary>
    public HeldToken TryAgainIn(TimeSpan? wait, TimeProvider time)
    {
        var pause = wait is { } asked && asked < PauseWhileHubIsAway ? asked : PauseWhileHubIsAway;
        return new HeldToken(this, Math.Min(time.GetTimestamp() + Stamps(pause, time.TimestampFrequency), aliveUntil ?? long.MaxValue));
    }

    private HeldToken(HeldToken other, long freshUntil)
        : this(other) => this.freshUntil = freshUntil;

    private static long Stamps(TimeSpan span, long frequency) => (long)(span.TotalSeconds * frequency);
}
