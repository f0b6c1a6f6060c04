namespace OAuthHub.Api.Auth;

/// <summary>How many logins this process lets one person begin. Each is remembered for a while, and a browser that keeps no cookie could begin any number.</summary>
internal sealed class LoginRate(TimeProvider time)
{
    /// <summary>Of one person; far more than anybody connects.</summary>
    public const int PerMinute = 600;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> begun = new(StringComparer.Ordinal);
    private long minute;

    public bool Allows(string user)
    {
        var now = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        lock (gate)
        {
            if (now != minute)
            {
                minute = now;
                begun.Clear();
            }
            var count = begun.GetValueOrDefault(user);
            if (count == PerMinute) return false;
            begun[user] = count + 1;
            return true;
        }
    }
}
