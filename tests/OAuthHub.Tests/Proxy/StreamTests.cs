using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>Answers and bodies that take their time, and what ends them.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Each_event_goes_on_when_it_comes_and_an_agent_that_leaves_ends_the_platforms_call()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var next = new SemaphoreSlim(0);
        var gone = new TaskCompletionSource();
        rig.Api.Answer = async (context, _) =>
        {
            context.RequestAborted.Register(gone.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var number = 0; ; number++)
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync($"data: {number}\n\n");
                await context.Response.Body.FlushAsync();
            }
        };
        // The head comes before the first event.
        var reply = await rig.OpenAsync("/events");
        Assert.Equal("text/event-stream", reply.Content.Headers.ContentType!.MediaType);
        using (var reader = new StreamReader(await reply.Content.ReadAsStreamAsync()))
        {
            for (var number = 0; number < 3; number++)
            {
                next.Release();
                Assert.Equal($"data: {number}", await reader.ReadLineAsync());
                Assert.Equal("", await reader.ReadLineAsync());
            }
        }
        reply.Dispose();
        await gone.Task.WaitAsync(HubHost.Deadline);

        // One that leaves before there is an answer, too.
        (gone, var came) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Api.Answer = async (context, _) =>
        {
            context.RequestAborted.Register(gone.SetResult);
            came.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        using var leave = new CancellationTokenSource();
        var waiting = rig.OpenAsync("/slow", cancellationToken: leave.Token);
        await came.Task.WaitAsync(HubHost.Deadline);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await gone.Task.WaitAsync(HubHost.Deadline);
    }

    [Fact]
    public async Task A_long_body_and_a_long_answer_flow_through_whole()
    {
        const long Length = 20_000_000;
        await using var rig = await ProxyRig.StartAsync();
        rig.Api.KeepsBodies = false;
        var began = new TaskCompletionSource();
        rig.Api.Answer = async (context, _) =>
        {
            var (total, buffer) = (0L, new byte[64 * 1024]);
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
            {
                began.TrySetResult();
                total += read;
            }
            Assert.Equal(Length, total);
            await new Zeros(Length).CopyToAsync(context.Response.Body);
        };
        // The platform has the first of it before the agent has sent the last.
        using var reply = await rig.OpenAsync("/both", HttpMethod.Post, new StreamContent(new Zeros(Length, began.Task)));
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var stream = await reply.Content.ReadAsStreamAsync();
        var (total, buffer) = (0L, new byte[64 * 1024]);
        while (await stream.ReadAsync(buffer) is > 0 and var read) total += read;
        Assert.Equal(Length, total);
    }

    [Fact]
    public async Task A_platform_that_says_nothing_is_given_up_and_one_that_falls_silent_is_cut()
    {
        await using var rig = await ProxyRig.StartAsync(setup: new HubSetup { Settings = { ["OAuthHub:Proxy:HeadTimeoutSeconds"] = "70", ["OAuthHub:Proxy:IdleTimeoutSeconds"] = "130" } });
        var came = new TaskCompletionSource();
        rig.Api.Answer = async (context, asked) =>
        {
            came.TrySetResult();
            if (asked.Target.EndsWith("/half", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        var waiting = rig.CallAsync("/never");
        await came.Task.WaitAsync(HubHost.Deadline);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.False(waiting.IsCompleted);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(1)); // calls are looked at once a second
        var late = await waiting;
        Assert.Equal((HttpStatusCode.GatewayTimeout, "upstream_timeout", "hub"), (late.Status, late.Code, late.Headers.GetValues("X-OAuthHub-Source").Single()));

        // Half an answer must not look whole.
        using var half = await rig.OpenAsync("/half");
        await using var stream = await half.Content.ReadAsStreamAsync();
        Assert.Equal(4, await stream.ReadAtLeastAsync(new byte[4], 4));
        var rest = stream.ReadAsync(new byte[1]).AsTask();
        await ConnectionSteps.UntilAsync(() =>
        {
            rig.Hub.Clock.Advance(TimeSpan.FromSeconds(131)); // again if the hub had not yet begun to wait
            return Task.FromResult(rest.IsCompleted);
        }, "the hub gives it up");
        await Assert.ThrowsAnyAsync<IOException>(() => rest);
    }

    [Fact]
    public async Task A_platform_that_is_away_or_talks_nonsense_is_the_hubs_to_tell()
    {
        await using var nonsense = new WireServer((server, stream, stop) => server.SendAsync(stream, server.Request!.Contains("/cut", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf" : "SSH-2.0-OpenSSH_9\r\n\r\n", stop));
        await using var rig = await ProxyRig.StartAsync(entry => entry["api"]!["baseUrl"] = nonsense.Address);
        var reply = await rig.CallAsync();
        Assert.Equal((HttpStatusCode.BadGateway, "upstream_bad_response", "hub"), (reply.Status, reply.Code, reply.Headers.GetValues("X-OAuthHub-Source").Single()));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => rig.CallAsync("/cut"));

        await using var away = await ProxyRig.StartAsync(entry => entry["api"]!["baseUrl"] = "http://127.0.0.1:1");
        Assert.Equal((HttpStatusCode.BadGateway, "upstream_unavailable"), await away.CallAsync() is var gone ? (gone.Status, gone.Code) : default);
    }
}
