namespace OAuthHub.Core.Webhooks;

/// <summary>When a message that did not arrive is tried again, and when an endpoint is given up. Pure.</summary>
public static class WebhookSchedule
{
    /// <summary>An endpoint at which nothing has arrived for so long is switched off.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(5);

    /// <summary>A secret that was replaced signs beside the new one for so long.</summary>
    public static readonly TimeSpan OldSecretFor = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(8), TimeSpan.FromHours(9),
    ];

    /// <summary>Eight: one, and one after each pause; about a day.</summary>
    public static int Tries => Pauses.Length + 1;

    /// <param name="failures">Tries that failed, the last one too.</param>
    /// <param name="chance">0 to 1: spreads the pause by a fifth to either side, so that what failed together does not come again together.</param>
    /// <param name="retryAfter">What the endpoint asks for; longer pauses are granted, up to a day.</param>
    /// <returns>Null: it is given up.</returns>
    public static TimeSpan? PauseAfter(int failures, double chance, TimeSpan? retryAfter = null)
    {
        if (failures > Pauses.Length) return null;
        var pause = Pauses[failures - 1] * (0.8 + 0.4 * chance);
        var asked = retryAfter > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : retryAfter;
        return asked > pause ? asked : pause;
    }
}
