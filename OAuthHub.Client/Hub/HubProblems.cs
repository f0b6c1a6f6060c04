using System.Text.Json;

namespace OAuthHub.Client.Hub;

/// <summary>Turns problem documents into exceptions.</summary>
internal static class HubProblems
{
    public static OAuthHubException Read(HttpResponseMessage response, byte[] body, Uri hub, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        if (Parse(body) is not { Code: { } code } problem) return BadAnswer(hub, status, RetryAfter(response, time));
        var (title, detail) = (problem.Title ?? code, problem.Detail ?? "");
        // The hub gives local paths where it knows no public address of its own: a person opens them where this program found the hub.
        if ((problem.ReconnectUrl ?? problem.ConnectUrl) is { } path && Uri.TryCreate(hub, path, out var url))
            return new ReconnectNeededException(code, title, detail, status, url, problem.Reason);
        return new OAuthHubException(code, title, detail, status, RetryAfter(response, time));
    }

    public static OAuthHubException BadAnswer(Uri hub, int? status, TimeSpan? retryAfter = null) =>
        new("hub_bad_answer", status is { } number ? $"What answers is no hub (HTTP {number})." : "What answers is no hub.", $"Check the address {hub}, and what stands between.", status, retryAfter);

    private static ProblemDocument? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, HubJson.Default.ProblemDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
