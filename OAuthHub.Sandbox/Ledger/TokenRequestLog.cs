namespace OAuthHub.Sandbox.Ledger;

/// <summary>One call of the token endpoint, seen from the platform. Holds names of parameters, never their values.</summary>
internal sealed class TokenRequestEntry(DateTimeOffset time, string? grantType, IReadOnlyList<string> parameters)
{
    public DateTimeOffset Time { get; } = time;
    public string? GrantType { get; } = grantType;
    public IReadOnlyList<string> Parameters { get; } = parameters;

    /// <summary>pending, accepted, refused, or the kind of the fault that struck.</summary>
    public string Outcome { get; private set; } = "pending";

    /// <summary>Whether tokens were issued, whatever became of the answer.</summary>
    public bool Committed { get; private set; }

    /// <summary>Whose it was, as soon as that is known.</summary>
    public string? Grant { get; set; }

    public void StruckBy(string kind) => Outcome = kind;

    public void Commit() => Committed = true;

    public void Close()
    {
        if (Outcome == "pending") Outcome = Committed ? "accepted" : "refused";
    }
}

/// <summary>The last 200 token requests, oldest first, in a ring that writers share without a lock.</summary>
internal sealed class TokenRequestLog
{
    private const int Kept = 200;
    private readonly TokenRequestEntry?[] _ring = new TokenRequestEntry?[Kept];
    private long _written;

    public void Add(TokenRequestEntry entry)
    {
        var place = Interlocked.Increment(ref _written) - 1;
        Volatile.Write(ref _ring[place % Kept], entry);
    }

    public IReadOnlyList<TokenRequestEntry> Latest()
    {
        var written = Interlocked.Read(ref _written);
        var entries = new List<TokenRequestEntry>(Kept);
        for (var place = Math.Max(0, written - Kept); place < written; place++)
            if (Volatile.Read(ref _ring[place % Kept]) is { } entry)
                entries.Add(entry);
        return entries;
    }

    public void Clear()
    {
        Array.Clear(_ring);
        Interlocked.Exchange(ref _written, 0);
    }
}
