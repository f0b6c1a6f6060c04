using System.Net;

namespace OAuthHub.Tests.Support;

/// <summary>
/// Logins at a hub that waits only a second for its Redis, on a machine that may stand still for longer, or whose Redis was hit a moment ago: where
/// the hub says that Redis does not answer and to try again, the person does.
/// </summary>
internal static class PatientLogin
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Begins a login and returns the address of the platform that it leads to.</summary>
    public static async Task<Uri> BeginPatientlyAsync(this Browser browser, string query = "")
    {
        Reply reply = null!;
        await Waiting.UntilAsync(async () => (reply = await browser.GetAsync("/auth/sandbox/login" + query)).Status is not HttpStatusCode.ServiceUnavailable, Deadline);
        Assert.True(reply.Status == HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return reply.Headers.Location!;
    }

    /// <summary>Opens a callback's address until Redis could be asked for the flow; the query of the page that it ends on.</summary>
    public static async Task<Dictionary<string, string?>> FinishPatientlyAsync(this Browser browser, Uri callback)
    {
        Dictionary<string, string?> end = null!;
        await Waiting.UntilAsync(async () => !IsRedisAway(end = await browser.FinishAsync(callback)), Deadline);
        return end;
    }

    /// <summary>The whole flow, again from its beginning if need be: Redis may have given the flow away in an answer that came too late.</summary>
    /// <param name="hint">What is added to the platform's address, such as <c>&amp;login_hint=…</c>.</param>
    public static async Task<Dictionary<string, string?>> ConnectPatientlyAsync(this Browser browser, string query = "", string hint = "")
    {
        Dictionary<string, string?> end = null!;
        await Waiting.UntilAsync(async () => !IsRedisAway(end = await browser.FinishAsync(await browser.ApproveAsync(new Uri(await browser.BeginPatientlyAsync(query) + hint)))), Deadline);
        return end;
    }

    private static bool IsRedisAway(Dictionary<string, string?> end) => end.GetValueOrDefault("reason") is "state_store_unavailable";
}
