using System.Net;
using System.Text.Json;
using OAuthHub.Api.Commands;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Events;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Audit;

/// <summary>Who did what stands in the audit, and nobody takes it out unnoticed.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_hand_out_refresh_and_refusal_is_there_with_who_and_what_and_never_a_secret()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        var connection = await hub.ConnectAsync();
        var token = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        var newer = (await hub.Agent.RefreshAsync()).Ok().AccessToken;
        await hub.Agent.ReadAsync("github");
        using var stranger = new AgentClient(hub.Address, "ohk_nonsense");
        await stranger.ReadAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 2; i++) (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/connections/{connection.Id}/refresh")).Ok(); // the second finds it fresh
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();

        var lines = await LinesAsync(hub);
        Assert.Equal(
            [
                "user session.begun ok", "user connection.connected ok", "agent token.read ok", "hub token.refreshed ok", "agent token.refreshed ok", "agent link.made ok", "agent token.read not_connected", "agent request.refused unauthorized",
                "hub token.refreshed ok", "user token.refreshed ok", "user token.refreshed ok", "user connection.disconnected ok",
            ],
            lines.Select(line => $"{line.GetProperty("actor").GetProperty("kind")} {line.GetProperty("what")} {line.GetProperty("outcome")}"));
        var read = lines[2];
        Assert.Equal(("bootstrap", "local", "sandbox", connection.Id), (read.GetProperty("actor").GetProperty("id").GetString(), read.GetProperty("user").GetString(), read.GetProperty("platform").GetString(), read.GetProperty("connection").GetString()));
        Assert.InRange(read.GetProperty("remaining_seconds").GetInt64(), 1, 3600);
        Assert.Equal("127.0.0.1", read.GetProperty("address").GetString());
        var everything = string.Concat(Directory.GetFiles(folder.File("audit")).Select(File.ReadAllText));
        Assert.All([token, newer, hub.Agent.Key, connection.Tokens!.RefreshToken!.RevealSecret(), "nonsense"], secret => Assert.DoesNotContain(secret!, everything, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.All(Directory.GetFiles(folder.File("audit")), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Who_listens_and_who_tries_a_webhook_out_stands_in_it()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await using (await AgentListener.OpenAsync(hub, hub.Agent.Key))
        {
        }
        var (mute, _) = await hub.KeyAsync(new AgentLimits { Actions = [AgentAction.LinkConnect] });
        using (mute) await mute.SendAsync(HttpMethod.Get, "/events");
        await hub.Browser.SignInAsync();
        Assert.Equal("not_found", (await hub.Browser.CallAsync(HttpMethod.Post, "/api/webhooks/none/test")).Code);
        Assert.Equal(["events.opened ok", "events.opened forbidden", "session.begun ok", "webhook.tested not_found"], (await LinesAsync(hub)).Select(line => $"{line.GetProperty("what")} {line.GetProperty("outcome")}").Where(line => !line.StartsWith("key.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_filtered_paged_and_exported()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await hub.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
            (await hub.Agent.ReadAsync()).Ok();
        }
        var page = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?what=token.read&actor=bootstrap&limit=2")).Ok().Json;
        Assert.Equal((2, true), (page.GetProperty("items").GetArrayLength(), page.GetProperty("more").GetBoolean()));
        var oldest = page.GetProperty("items")[1].GetProperty("at").GetString()!;
        var next = (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/audit?what=token.read&limit=5&before={Uri.EscapeDataString(oldest)}")).Ok().Json;
        Assert.Equal((3, false), (next.GetProperty("items").GetArrayLength(), next.GetProperty("more").GetBoolean()));
        await hub.Agent.ReadAsync("github");
        var failed = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?outcome=failed")).Ok().Json.GetProperty("items");
        Assert.Equal("not_connected", Assert.Single(failed.EnumerateArray()).GetProperty("outcome").GetString());
        Assert.Empty((await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?user=bob")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal("invalid_request", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?limit=0")).Code);
        Assert.Equal("not_signed_in", (await new AgentClient(hub.Address, hub.Agent.Key).SendAsync(HttpMethod.Get, "/api/audit")).Code);

        var export = await hub.Agent.SendAsync(HttpMethod.Get, "/admin/audit/export?what=token.read");
        Assert.Equal(5, export.Ok().Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => JsonDocument.Parse(line).RootElement.GetProperty("platform").GetString() == "sandbox"));
        Assert.Equal("audit.read", (await LinesAsync(hub))[^1].GetProperty("what").GetString());
        Assert.True((await hub.Agent.SendAsync(HttpMethod.Get, "/admin/audit/verify")).Ok().Json.GetProperty("is_whole").GetBoolean());
    }

    [Fact]
    public async Task A_file_that_ended_before_the_time_asked_for_is_not_read()
    {
        await using (var earlier = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await earlier.Agent.ReadAsync();
            await earlier.Agent.ReadAsync();
        }
        var old = Assert.Single(Directory.GetFiles(folder.File("audit")));
        var lines = await File.ReadAllLinesAsync(old);
        lines[1] = lines[1].Replace("\"at\":\"20", "\"at\":\"21", StringComparison.Ordinal); // found if it were read
        await File.WriteAllLinesAsync(old, lines);
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = { ["OAuthHub:Audit:RetentionDays"] = "0" } });
        await hub.Browser.SignInAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = hub.Clock.GetUtcNow();
        (await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok();
        var since = (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/audit?from={Uri.EscapeDataString(now.ToString("O"))}")).Ok().Json.GetProperty("items");
        Assert.Equal("connections.listed", Assert.Single(since.EnumerateArray()).GetProperty("what").GetString());
        Assert.InRange((await LinesAsync(hub)).Count, 3, int.MaxValue);
    }

    [Fact]
    public async Task What_commands_do_is_in_it_too_and_a_command_checks_and_exports_it()
    {
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder })) await hub.ConnectAsync();
        (await folder.RunAsync("keys", "create", "--name", "one")).Ends(ExitCode.Done);
        Assert.Contains("3 entries in 2 files", (await folder.RunAsync("audit", "verify")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        var lines = (await folder.RunAsync("audit", "export")).Ends(ExitCode.Done).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["connection.connected", "key.made", "session.begun"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("what").GetString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a line is changed", 1)]
    [InlineData("a line is taken out", 1)]
    [InlineData("two lines change places", 1)]
    [InlineData("the end is cut off", 1)]
    [InlineData("the file is gone", 1)]
    [InlineData("the file has another's name", 2)]
    public async Task Whatever_is_done_to_the_files_is_found(string deed, int faults)
    {
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await hub.ConnectAsync();
            for (var i = 0; i < 5; i++) (await hub.Agent.ReadAsync()).Ok();
        }
        var path = Assert.Single(Directory.GetFiles(folder.File("audit")));
        var lines = (await File.ReadAllLinesAsync(path)).ToList();
        Assert.Equal(8, lines.Count);
        switch (deed)
        {
            case "a line is changed": lines[3] = lines[3].Replace("token.read", "token.seen", StringComparison.Ordinal); break;
            case "a line is taken out": lines.RemoveAt(3); break;
            case "two lines change places": (lines[3], lines[4]) = (lines[4], lines[3]); break;
            case "the end is cut off": lines.RemoveRange(5, 2); break;
            case "the file is gone": File.Delete(path); break;
            default: File.Move(path, path.Replace("T12", "T11", StringComparison.Ordinal)); break;
        }
        if (File.Exists(path)) await File.WriteAllLinesAsync(path, lines);
        var verdict = (await folder.RunAsync("audit", "verify", "--json")).Ends(ExitCode.FoundWrong);
        Assert.Equal(faults, verdict.Json.GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public async Task A_file_that_a_later_one_has_seen_cannot_vanish_and_the_hubs_own_pruning_is_no_fault()
    {
        // The hub's clock is years ahead of the files'.
        for (var i = 0; i < 3; i++)
            await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = { ["OAuthHub:Audit:RetentionDays"] = "0" } })) await hub.Agent.ReadAsync();
        var files = Directory.GetFiles(folder.File("audit")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        (await folder.RunAsync("audit", "verify")).Ends(ExitCode.Done);
        File.SetLastWriteTimeUtc(files[0], HubHost.Start.UtcDateTime.AddDays(-500));
        foreach (var file in files.Skip(1)) File.SetLastWriteTimeUtc(file, HubHost.Start.UtcDateTime);
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder })) await hub.Agent.ReadAsync();
        Assert.False(File.Exists(files[0]));
        (await folder.RunAsync("audit", "verify")).Ends(ExitCode.Done);
        File.Delete(files[1]);
        Assert.Contains("is gone", (await folder.RunAsync("audit", "verify")).Output, StringComparison.Ordinal);
    }

    /// <summary>Each new file says how far all others have come: read from their ends, whatever stands there.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(500, 40_000, "{\"seq\":")]
    [InlineData(2, 40_000)]
    public void A_files_last_whole_line_is_found_from_its_end(int entries, int detail = 10, string rest = "")
    {
        string path;
        AuditPoint expected;
        using (var file = AuditFile.Create(folder.Path, new AuditHead(AuditFormat.Version, "one" + AuditFile.Extension, "deployment", "key", HubHost.Start, []), new byte[32]))
        {
            if (entries > 0) file.Append(AuditBatch.Of(HubHost.Start, [.. Enumerable.Range(0, entries).Select(number => new AuditEntry("token.read", AuditEntry.Ok, AuditActor.Hub) { Detail = number == entries - 1 ? new string('x', detail) : "é" })]));
            (path, expected) = (folder.File(file.Name), file.Head);
        }
        File.AppendAllText(path, rest);
        Assert.Equal(expected, AuditReading.HeadOf(path));
        Assert.Equal(entries, expected.Seq);
        File.WriteAllText(path, "nothing of the audit");
        Assert.Null(AuditReading.HeadOf(path));
    }

    [Fact]
    public async Task Strangers_cannot_fill_the_disk()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await hub.Browser.SignInAsync();
        using var stranger = new AgentClient(hub.Address, null);
        for (var i = 0; i < 80; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.ReadAsync()).Status);
        Assert.Equal(61, (await LinesAsync(hub)).Count);
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        await stranger.ReadAsync();
        Assert.Equal("20 more in the minutes before", (await LinesAsync(hub))[61].GetProperty("detail").GetString());
    }

    /// <summary>The oldest first.</summary>
    private static async Task<List<JsonElement>> LinesAsync(HubHost hub)
    {
        await hub.Get<AuditLog>().FlushAsync(CancellationToken.None);
        return [.. (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?limit=500")).Ok().Json.GetProperty("items").EnumerateArray().Reverse()];
    }
}
