namespace OAuthHub.Api.SignIn;

/// <summary>How many sign-ins this process lets begin. Whoever begins one is a stranger, and each is remembered for a while.</summary>
internal sealed class SignInRate(TimeProvider time)
{
    /// <summary>Enough for a company on a Monday morning.</summary>
    public const int PerMinute = 300;

    private readonly Lock gate = new();
    private long minute;
    private int begun;

    public bool Allows()
    {
        var now = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        lock (gate)
        {
            if (now != minute) (minute, begun) = (now, 0);
            if (begun == PerMinute) return false;
            begun++;
            return true;
        }
    }
}
