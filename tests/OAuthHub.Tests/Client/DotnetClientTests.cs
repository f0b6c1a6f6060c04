using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using OAuthHub.Client;
using OAuthHub.Tests.Proxy;
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
        Assert.Equal(2, agent.Questions); // one for the token, one report for all
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
            _ => Json(new StreamContent(new OneWayStream($$"""{"text":"post {{number}}"}"""))),
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
    }

    [Fact]
    public async Task What_is_too_large_to_be_kept_waits_until_the_platform_wants_it_and_is_sent_once()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        await using var platform = await ApiServer.StartAsync();
        platform.KeepsBodies = false;
        var refused = "Bearer " + (await agent.Tokens.GetAsync(new("sandbox", Account: "distrusted"))).RevealAccessToken();
        var (length, arrived) = ((1 << 20) + 1, new List<long>());
        using var http = agent.Http("distrusted");

        // A platform that looks at the token first: nothing of the body was sent when it refuses, so all of it can be sent with the next token.
        platform.Answer = async (context, asked) =>
        {
            var isRefused = asked.Headers["Authorization"] == refused;
            if (!isRefused) await CountAsync(context);
            await ApiServer.WriteAsync(context, isRefused ? 401 : 201, "{}");
        };
        foreach (var large in Bodies())
        {
            Assert.Equal(HttpStatusCode.Created, (await http.PostAsync(platform.Address, large)).StatusCode);
            Assert.Equal("100-continue", platform.Last.Headers["Expect"]);
        }
        Assert.Equal((3, 1), (platform.Requests.Count, await rig.Hub.Sandbox.TotalAsync("refreshes")));

        // One that reads first: what was read once is gone.
        platform.Answer = async (context, _) =>
        {
            await CountAsync(context);
            await ApiServer.WriteAsync(context, 401, "{}");
        };
        var questions = agent.Questions;
        foreach (var large in Bodies()) Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync(platform.Address, large)).StatusCode);
        Assert.Equal((5, questions), (platform.Requests.Count, agent.Questions));
        Assert.Equal([length, length, length, length], arrived);

        HttpContent[] Bodies() => [new StreamContent(new OneWayStream(new string('x', length))), new StreamContent(new MemoryStream(new byte[length]))];

        async Task CountAsync(HttpContext context)
        {
            var (total, buffer) = (0L, new byte[64 * 1024]);
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read) total += read;
            arrived.Add(total);
        }
    }

    [Fact]
    public async Task A_key_that_may_only_read_gets_what_others_renewed_and_who_gives_up_waiting_stops_nobody_else()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var reader = DotnetAgent.Of(rig, key: await rig.ReadingKeyAsync());
        using var replaced = reader.Http("replaced");
        var me = rig.Hub.Sandbox.Address + "/api/me";
        (await replaced.GetAsync(me)).EnsureSuccessStatusCode();
        (await rig.Hub.Agent.RefreshAsync(body: new { account = "replaced" })).Ok();
        (await replaced.GetAsync(me)).EnsureSuccessStatusCode();
        using var refused = reader.Http("refused");
        Assert.Equal(HttpStatusCode.Unauthorized, (await refused.GetAsync(me)).StatusCode);
        Assert.Equal(1, await rig.Hub.Sandbox.TotalAsync("refreshes"));

        await using var agent = DotnetAgent.Of(rig);
        var held = agent.HoldQuestions();
        using var tired = new CancellationTokenSource();
        var first = agent.Tokens.GetAsync(new("sandbox", Account: "plain"), tired.Token).AsTask();
        var second = agent.Tokens.GetAsync(new("sandbox", Account: "plain")).AsTask();
        await Waiting.UntilAsync(() => agent.Questions == 1);
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.SetResult();
        Assert.Equal("plain", (await second).AccountId);
        Assert.Equal(1, agent.Questions);
    }
}
