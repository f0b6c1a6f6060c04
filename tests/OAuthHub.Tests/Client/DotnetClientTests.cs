using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using OAuthHub.Client;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>The .NET library against a real hub: how it gets tokens, keeps them, and replaces those that a platform refuses.</summary>
public sealed class DotnetClientTests
{
    [Fact]
    public async Task Many_calls_share_one_question_and_a_token_is_kept_until_shortly_before_its_end()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        var me = rig.Hub.Sandbox.Address + "/api/me";
        using var http = agent.Http("plain");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => http.GetStringAsync(me)));
        Assert.All(answers, answer => Assert.Contains("\"plain\"", answer, StringComparison.Ordinal));
        Assert.Equal(1, agent.Questions);

        var first = await agent.Tokens.GetAsync(new("sandbox", Account: "plain"));
        rig.Hub.Clock.Advance(first.ExpiresAt!.Value - rig.Hub.Clock.GetUtcNow() - TimeSpan.FromSeconds(31));
        Assert.Same(first, await agent.Tokens.GetAsync(new("sandbox", Account: "plain")));
        Assert.Equal(1, agent.Questions);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(first.RevealAccessToken(), (await agent.Tokens.GetAsync(new("sandbox", Account: "plain"))).RevealAccessToken());
        Assert.Equal(2, agent.Questions);
        Assert.DoesNotContain(first.RevealAccessToken(), first.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_reported_by_its_hash_and_the_request_is_sent_once_more_with_its_body()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        using var spans = new SpanRecorder();
        using var retries = new RetryCounter();
        var posts = rig.Hub.Sandbox.Address + "/api/posts";

        using var refused = agent.Http("refused");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => refused.PostAsync(posts, Body(number))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(10, (await refused.GetFromJsonAsync<System.Text.Json.JsonElement>(posts)).GetProperty("items").GetArrayLength());

        using var replaced = agent.Http("replaced");
        (await replaced.GetAsync(posts)).EnsureSuccessStatusCode();
        (await rig.Hub.Agent.RefreshAsync(body: new { account = "replaced" })).Ok();
        (await replaced.GetAsync(posts)).EnsureSuccessStatusCode();

        Assert.Equal(2, await rig.Hub.Sandbox.TotalAsync("refreshes"));
        Assert.Equal(0, await rig.Hub.Sandbox.TotalAsync("reuses"));
        Assert.Equal(await rig.Hub.Sandbox.TotalAsync("api_401s"), retries.Count);
        Assert.Contains(spans.Stopped, span => span is "sandbox report served");
        await rig.Hub.AssertNoneLoggedAsync();
        foreach (var account in AgentRig.Accounts)
            if (account is not "dead") Assert.DoesNotContain((await agent.Tokens.GetAsync(new("sandbox", Account: account))).RevealAccessToken(), agent.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Hub.Agent.Key, agent.Logs.All, StringComparison.Ordinal);

        // A kind of body each: of known length, of unknown length, and one that is written anew each time.
        static HttpContent Body(int number) => (number % 3) switch
        {
            0 => JsonContent.Create(new { text = $"post {number}" }),
            1 => Json(new StringContent($$"""{"text":"post {{number}}"}""")),
            _ => Json(new StreamContent(new OneWay($$"""{"text":"post {{number}}"}"""))),
        };

        static HttpContent Json(HttpContent content)
        {
            content.Headers.ContentType = new("application/json");
            return content;
        }
    }

    [Fact]
    public async Task A_platform_that_refuses_for_another_reason_is_asked_once_more_and_not_again()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        await using var platform = new PathServer().On("/", 401, "{}");
        using var http = agent.Http("distrusted");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(platform.Address + "/")).StatusCode);
        Assert.Equal(2, platform.Count("/"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(platform.Address + "/")).StatusCode); // the hub says that nothing newer can be had
        Assert.Equal(3, platform.Count("/"));
        Assert.Equal(1, await rig.Hub.Sandbox.TotalAsync("refreshes"));

        // What is too large to be kept is sent as it is, and once.
        using var refused = agent.Http("refused");
        using var large = new StreamContent(new OneWay(new string('x', (1 << 20) + 1)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await refused.PostAsync(rig.Hub.Sandbox.Address + "/api/posts", large)).StatusCode);
        Assert.Equal((1, 1), (await rig.Hub.Sandbox.TotalAsync("api_401s"), await rig.Hub.Sandbox.TotalAsync("refreshes")));
    }

    /// <summary>A stream that cannot be read twice and does not tell its length.</summary>
    private sealed class OneWay(string text) : Stream
    {
        private readonly MemoryStream inner = new(System.Text.Encoding.UTF8.GetBytes(text));

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class SpanRecorder : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> stopped = new();
        private readonly ActivityListener listener;

        public SpanRecorder()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == ClientTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = span => stopped.Enqueue($"{span.GetTagItem("oauthhub.platform")} {span.GetTagItem("oauthhub.question")} {span.GetTagItem("oauthhub.outcome")}"),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IEnumerable<string> Stopped => stopped;

        public void Dispose() => listener.Dispose();
    }
}
