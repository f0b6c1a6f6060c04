namespace OAuthHub.Core.Connections;

/// <summary>A line of a connection's history. The text is for a person and holds no secret.</summary>
/// <remarks>What a record of an earlier version does not say reads as null.</remarks>
public sealed record HistoryEvent(DateTimeOffset At, string Kind, string Text)
{
    /// <summary>For what a refresh was wanted: due, read, asked or rejected. Null: for nothing, or nobody remembers.</summary>
    public string? Why { get; init; }

    /// <summary>What the token had left to live: of a refresh, how early it came. Below zero: the token had ended. Null: no end is known.</summary>
    public TimeSpan? LifeLeft { get; init; }

    /// <summary>Of new tokens: which of the connection's they are. Null: none came.</summary>
    public long? Generation { get; init; }
}
