using System.Diagnostics;

namespace OAuthHub.Core.Telemetry;

/// <summary>
/// The hub's own spans. A trace shows a read, the refresh that it began, the token request in it, and what the vault did. While
/// nobody listens each method returns null at once.
/// </summary>
public static class HubTraces
{
    private static readonly ActivitySource Source = new(TelemetryNames.Hub);

    /// <summary>A read that waits for a refresh. One that is served at once has no span but its request's.</summary>
    public static Activity? ReadWait(string platform) => Start(TelemetryNames.ReadWaitSpan, platform);

    /// <summary>
    /// A run of the refresher. Below the read that began it, which may have been answered long before this ends; a trace of its own where
    /// the worker found it due.
    /// </summary>
    public static Activity? Refresh(string? platform, string reason) => Start(TelemetryNames.RefreshSpan, platform)?.SetTag(TelemetryNames.Reason, reason);

    /// <summary>One request to a platform's token endpoint; the HTTP client's own span is below.</summary>
    public static Activity? TokenRequest(string platform, string grant) => Start(TelemetryNames.TokenRequestSpan, platform, ActivityKind.Client)?.SetTag(TelemetryNames.Grant, grant);

    /// <summary>
    /// A read or write of the vault, only as part of something: alone it would be a trace for each record that the hub looks at. It
    /// counts as failed until it is said to be done.
    /// </summary>
    public static Activity? Vault(string span, string? platform) =>
        Activity.Current is null ? null : Start(span, platform)?.SetTag(TelemetryNames.Outcome, "failed").SetStatus(ActivityStatusCode.Error);

    /// <param name="outcome">A word of a closed set.</param>
    public static void Done(this Activity? span, string outcome, bool isError = false) =>
        span?.SetTag(TelemetryNames.Outcome, outcome).SetStatus(isError ? ActivityStatusCode.Error : ActivityStatusCode.Unset);

    /// <summary>Says that this waited for what goes on elsewhere: a refresh that another caller began.</summary>
    public static void LinkTo(this Activity? span, ActivityContext other)
    {
        // A read that did not wait may have been answered, and its span sent, before the refresh behind it ends.
        if (span is { IsStopped: false, IsAllDataRequested: true } && other.TraceId != default && other.SpanId != span.SpanId) span.AddLink(new ActivityLink(other));
    }

    /// <summary>The same for a refresh of another process, by the traceparent that came with its change event.</summary>
    public static void LinkTo(this Activity? span, string? traceParent)
    {
        if (span is not null && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var other)) span.LinkTo(other);
    }

    /// <summary>What a change event carries, so that whoever waits for it in another process can tell what it waited for (W3C traceparent).</summary>
    public static string? TraceParent => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    private static Activity? Start(string name, string? platform, ActivityKind kind = ActivityKind.Internal)
    {
        var span = Source.StartActivity(name, kind);
        if (platform is not null) span?.SetTag(TelemetryNames.Platform, platform);
        return span;
    }
}
