namespace OAuthHub.Tests.Vault.HashiCorpVault;

public enum FaultKind
{
    None,

    /// <summary>No answer, and nothing is done.</summary>
    HangBefore,

    /// <summary>It is done, and no answer comes.</summary>
    HangAfter,

    DropBefore,
    DropAfter,
    ErrorBefore,
    ErrorAfter,

    /// <summary>429 with Retry-After.</summary>
    Busy,
}

/// <summary>What is wrong with the server, for which requests, and how often.</summary>
internal sealed class FakeFault(FaultKind kind, string method = "", string path = "", int times = int.MaxValue)
{
    private int struck;

    public string RetryAfter { get; init; } = "0";

    public int Struck => Volatile.Read(ref struck);

    public FaultKind Strike(string calledMethod, string called) =>
        calledMethod.StartsWith(method, StringComparison.Ordinal) && called.Contains(path, StringComparison.Ordinal) && Interlocked.Increment(ref struck) <= times ? kind : FaultKind.None;
}
