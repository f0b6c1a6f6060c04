using OAuthHub.Api.Commands;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Moving.MovingSteps;

namespace OAuthHub.Tests.Moving;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Grants_of_several_users_are_verified_by_one_refresh_each_and_a_second_run_sends_none_again()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var seeded = await sandbox.SeedManyAsync(new { count = 4 });
        await sandbox.Http.DeleteAsync($"grants/{seeded[3].Grant}");
        var tokens = seeded.Select(one => one.RefreshToken).ToArray();
        var file = folder.WriteFile("grants.csv", $"""
            platform,user,refresh_token,label,client_id
            sandbox,anna,{tokens[0]},=1+1,
            sandbox,ben,{tokens[1]},,oauthhub-sandbox
            sandbox,cleo,{tokens[2]},"a ""b"", c",
            sandbox,dora,{tokens[3]},,
            sandbox,anna,{tokens[0]},,
            sandbox,ben,{tokens[0]},,
            nowhere,anna,token-of-nowhere,,
            sandbox,anna,token-of-another-client,,some-other-client
            sandbox,,token-of-nobody,,
            sandbox,a b,token-of-a-b,,
            sandbox,anna,,,
            """);

        string[] checkedOnly = ["would_import", "would_import", "would_import", "would_import", "skipped duplicate_record", "failed duplicate_record", "failed unknown_platform", "failed client_mismatch", "failed user_missing", "failed user_invalid", "failed token_missing"];
        var dry = (await hub.ImportAsync(sandbox, file, "--dry-run")).Ends(ExitCode.Refused);
        Assert.Equal(checkedOnly, dry.Json.Ends());
        Assert.Equal(0, await sandbox.TotalAsync("token_requests"));
        Assert.Empty(hub.Connections.Index.All);

        var first = (await hub.ImportAsync(sandbox, file)).Ends(ExitCode.Refused);
        Assert.Equal(["imported", "imported", "imported", "failed grant_dead", .. checkedOnly[4..]], first.Json.Ends());
        Assert.Equal((3, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));

        // The hub that runs hears of it, and serves what only it has now.
        await Waiting.UntilAsync(() => hub.Connections.Index.All.Count() == 3);
        var served = (await hub.Agent.ReadAsync(query: "?user=cleo")).Ok();
        Assert.Equal(seeded[2].Account, served.Json.GetProperty("account").GetProperty("id").GetString());
        (await sandbox.GetAsync("userinfo", served.AccessToken)).Ok();
        var cleos = await hub.StoredAsync(served.Json.GetProperty("connection").GetString()!);
        Assert.Equal(("a \"b\", c", 1), (cleos.Label, cleos.TokenGeneration));

        var second = (await hub.ImportAsync(sandbox, file)).Ends(ExitCode.Refused);
        Assert.Equal([.. Enumerable.Repeat("skipped already_imported", 3), "failed grant_dead", .. checkedOnly[4..]], second.Json.Ends());
        Assert.Equal((3, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));

        // Also when the tokens have changed since.
        hub.Clock.Advance(TimeSpan.FromMinutes(55));
        (await hub.Agent.RefreshAsync(body: new { user = "cleo" })).Ok();
        Assert.Equal("skipped already_imported", (await hub.ImportAsync(sandbox, file)).Json.Ends()[2]);
        Assert.Equal((4, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));

        var audit = (await folder.RunAsync("audit", "export", "--what", "connections.imported")).Ends(ExitCode.Done).Output;
        Assert.Equal(3, audit.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var said = dry.Output + first.Output + first.Error + second.Output + (await hub.CommandAsync(sandbox, "import", file)).Output + audit + hub.Logs.All;
        foreach (var secret in (string[])[.. tokens, "token-of-another-client", served.AccessToken, cleos.Refresh()]) Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_connected_stays_as_it_is_unless_it_is_to_be_replaced()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var connected = await hub.ConnectAsync();
        var (known, unknown) = (await sandbox.SeedAsync(new { account = connected.Account.Id }), await sandbox.SeedAsync(new { account = connected.Account.Id }));
        var file = folder.WriteFile("grants.json", $$"""
            [
              { "platform": "sandbox", "user": "local", "refresh_token": "{{known.RefreshToken}}", "account": "{{connected.Account.Id}}" },
              { "platform": "sandbox", "user": "local", "refresh_token": "{{unknown.RefreshToken}}", "scopes": ["profile", "posts.read"] },
              { "platform": "sandbox", "user": "local", "refresh_token": "{{connected.Refresh()}}" },
              { "platform": "sandbox", "user": "local", "refresh_tokn": "x" }
            ]
            """);
        string[] ends = ["skipped already_connected", "skipped already_connected", "skipped already_imported", "failed field_invalid"];
        Assert.Equal(ends, (await hub.ImportAsync(sandbox, file)).Ends(ExitCode.Refused).Json.Ends());
        Assert.Equal(ends, (await hub.ImportAsync(sandbox, file)).Json.Ends());
        // Only what did not say whose it is was sent, and once.
        Assert.Equal((0, 1), ((await sandbox.GrantAsync(known.Grant)).GetProperty("refreshes").GetInt32(), (await sandbox.GrantAsync(unknown.Grant)).GetProperty("refreshes").GetInt32()));
        Assert.Equal(connected.Refresh(), (await hub.StoredAsync(connected.Id)).Refresh());

        var one = folder.WriteFile("one.json", $$"""{ "connections": [{ "platform": "sandbox", "user": "local", "refresh_token": "{{unknown.RefreshToken}}" }] }""");
        Assert.Equal(["replaced"], (await hub.ImportAsync(sandbox, one, "--replace")).Ends(ExitCode.Done).Json.Ends());
        var replaced = await hub.StoredAsync(connected.Id);
        Assert.Equal((2, connected.Account.Id), (replaced.TokenGeneration, replaced.Account.Id));
        Assert.Equal(1, (await sandbox.GrantAsync(unknown.Grant)).GetProperty("refreshes").GetInt32());
        Assert.Equal(SandboxHost.Fingerprint(replaced.Refresh()), (await sandbox.GrantAsync(unknown.Grant)).GetProperty("current_refresh_token_sha256").GetString());
    }

    [Fact]
    public async Task What_names_the_user_on_the_command_and_has_an_access_token_alone_is_verified_by_the_account()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var seeded = await sandbox.SeedAsync();
        var file = folder.WriteFile("grants.csv", $"platform,access_token,expires_at\nsandbox,{seeded.AccessToken},2030-01-01T12:30:00Z\nsandbox,no-token-of-theirs,1893501000\nsandbox,ended,2029-12-31T00:00:00Z\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(["imported", "failed account_unknown", "failed token_expired"], (await hub.ImportAsync(sandbox, file, "--user", "anna")).Ends(ExitCode.Refused).Json.Ends());
        Assert.Equal(0, await sandbox.TotalAsync("token_requests"));
        await Waiting.UntilAsync(() => hub.Connections.Index.All.Any());
        Assert.Equal(HubHost.Start.AddMinutes(30), (await hub.StoredAsync(hub.Connections.Index.All.Single().Id)).Tokens!.ExpiresAt);
        Assert.Contains("chmod 600", (await hub.CommandAsync(sandbox, "import", file, "--dry-run")).Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
