using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>What an agent and its person do with a connect link.</summary>
internal static class LinkSteps
{
    public static async Task<Uri> MakeLinkAsync(this HubHost hub, object body, AgentClient? agent = null)
    {
        var reply = await (agent ?? hub.Agent).SendAsync(HttpMethod.Post, "/connect-links", body);
        Assert.True(reply.Status == System.Net.HttpStatusCode.Created, $"{(int)reply.Status} {reply.Body}");
        Assert.True(reply.Headers.CacheControl?.NoStore);
        return new Uri(reply.Json.GetProperty("url").GetString()!);
    }

    /// <summary>Presses the button of the link's page.</summary>
    public static async Task<Reply> PressAsync(this Browser browser, Uri link, string? site = "same-origin", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, link);
        request.Headers.Accept.ParseAdd("text/html");
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await browser.SendAsync(request);
    }

    /// <summary>Presses, and goes on to the platform's page.</summary>
    public static async Task<Uri> BeginByLinkAsync(this Browser browser, Uri link)
    {
        var pressed = await browser.PressAsync(link);
        Assert.True(pressed.Status == System.Net.HttpStatusCode.SeeOther, $"{(int)pressed.Status} {pressed.Body}");
        var begun = await browser.GetAsync(pressed.Headers.Location!.OriginalString);
        Assert.True(begun.Status == System.Net.HttpStatusCode.SeeOther, $"{(int)begun.Status} {begun.Body}");
        return begun.Headers.Location!;
    }

    /// <summary>The whole way; returns the address on which it ends.</summary>
    public static async Task<Uri> ConnectByLinkAsync(this Browser browser, HubHost hub, Uri link)
    {
        var reply = await browser.GetAsync((await browser.ApproveAsync(await browser.BeginByLinkAsync(link))).AbsoluteUri);
        Assert.True(reply.Status == System.Net.HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return new Uri(new Uri(hub.Address), reply.Headers.Location!);
    }

    public static async Task<AgentClient> AgentAsync(this HubHost hub, AgentLimits limits) => (await hub.KeyAsync(limits)).Agent;

    public static async Task<(AgentClient Agent, string Id)> KeyAsync(this HubHost hub, AgentLimits limits)
    {
        var (key, grant) = await hub.Get<AgentKeys>().CreateAsync("Mail <agent>", limits, CancellationToken.None);
        return (new AgentClient(hub.Address, key.RevealSecret()), grant.Id);
    }
}
