using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OAuthHub.Client;

/// <summary>The library's spans and metrics; the tags are bounded (a platform, a code), never a user or an account.</summary>
public static class ClientTelemetry
{
    /// <summary>The name of the activity source and of the meter, for <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string Name = "OAuthHub.Client";

    internal static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Questions = Meter.CreateHistogram<double>("oauthhub.client.hub.duration", "s", "Questions to the hub, by what was asked and what came of it.");
    private static readonly Counter<long> Cached = Meter.CreateCounter<long>("oauthhub.client.token.cached", "{token}", "Tokens that were given without asking the hub.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("oauthhub.client.retries", "{request}", "Requests that were sent once more because the platform had refused the token.");

    internal static void Asked(string platform, string question, string outcome, TimeSpan duration) =>
        Questions.Record(duration.TotalSeconds, Tag("platform", platform), Tag("question", question), Tag("outcome", outcome));

    internal static void GaveCached(string platform) => Cached.Add(1, Tag("platform", platform));

    internal static void Retried(string platform) => Retries.Add(1, Tag("platform", platform));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new("oauthhub." + name, value);
}
