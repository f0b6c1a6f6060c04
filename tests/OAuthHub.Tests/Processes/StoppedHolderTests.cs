using System.Net;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>
/// SIGSTOP of the process that refreshes, for longer than its intents hold, while a neighbour on the same vault goes on. One call is under way
/// at that moment, another was made and is not sent yet. Most of it is waiting, beside other tests.
/// </summary>
public sealed class StoppedHolderTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly string[] Accounts = ["ada", "grace"];

    [Fact]
    public async Task F08_stopped_for_less_than_its_intent_holds_the_answer_that_came_meanwhile_is_kept()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 3600);
        using var folder = new TemporaryFolder();
        await using var holder = await HubProcess.StartAsync(folder, sandbox.Address);
        await holder.ConnectAsync();
        var old = (await holder.Agent.ReadAsync()).Ok().AccessToken;
        await sandbox.FaultAsync(new { kind = "delay", seconds = 1, after_commit = true });
        var asked = holder.Agent.RefreshAsync();
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1);
        holder.Freeze();
        await Task.Delay(RefreshTimes.Call + TimeSpan.FromSeconds(3), TimeProvider.System); // when it goes on, its call has taken too long already
        holder.Thaw();
        Assert.NotEqual(old, (await asked.WaitAsync(Deadline)).Ok().AccessToken);
        Assert.Equal(0, await holder.TerminateAsync());

        using var vault = new StoppedVault(folder);
        var ledger = await sandbox.GrantLedgerAsync();
        Assert.Equal((1, 0), (ledger.GetProperty("refreshes").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        Assert.Equal(ledger.GetProperty("current_refresh_token_sha256").GetString(), Assert.Single(await vault.RefreshTokensAsync()));
    }

    [Fact]
    public async Task F08_stopped_while_the_answer_was_under_way_another_process_takes_over_and_the_grant_lives()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", "Window"), ("LeewaySeconds", "600"));
        using var folder = new TemporaryFolder();
        var flag = folder.File("stop-before-the-next-request");
        await using var holder = await HubProcess.StartAsync(folder, sandbox.Address,
            [.. RefreshSteps.CatalogueSettings("window", 600), ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (StartupHook.Flag, flag)]);
        foreach (var account in Accounts)
        {
            (await sandbox.TurnAsync(new { auto_approve_account = account })).Ok();
            await holder.ConnectAsync();
        }
        await using var other = await holder.StartAnotherAsync();
        var old = await ReadAsync(other);

        // ada: the platform has spent the token and holds its answer back until the holder has long been stopped. grace: the check is done, and not a byte has left.
        await sandbox.FaultAsync(new { kind = "delay", seconds = 15, after_commit = true });
        var asked = new List<Task> { RefreshAsync(holder, "ada") };
        await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") == 1);
        await File.WriteAllTextAsync(flag, "");
        asked.Add(RefreshAsync(holder, "grace"));
        await Waiting.UntilAsync(() => !File.Exists(flag));

        // While the intents hold nobody else sends anything, and reads go on.
        await Task.WhenAll(Accounts.Select(account => RefreshAsync(other, account)));
        Assert.Equal(old, await ReadAsync(other));
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
        await Task.WhenAll(Accounts.Select(account => Waiting.UntilAsync(async () => TokenOf(await RefreshAsync(other, account)) is { } token && !old.Contains(token), Deadline)));
        var taken = await ReadAsync(other);
        Assert.Equal(3, await sandbox.RefreshRequestsAsync());

        holder.Thaw();
        await Task.WhenAll(asked).WaitAsync(Deadline); // whatever they say
        foreach (var account in Accounts) await RefreshAsync(holder, account);
        // What the other got, or newer: on a busy machine it may be old enough to be refreshed once more.
        var known = await ReadAsync(holder);
        Assert.Empty(known.Intersect(old));
        foreach (var token in known.Concat(taken)) (await sandbox.GetAsync("api/me", token)).Ok();
        Assert.Equal(0, await holder.TerminateAsync());
        Assert.Equal(0, await other.TerminateAsync());

        var ledgers = new[] { await sandbox.GrantLedgerAsync("ada"), await sandbox.GrantLedgerAsync("grace") };
        Assert.All(ledgers, ledger => Assert.Equal((0, false), (ledger.GetProperty("reuses").GetInt32(), ledger.GetProperty("revoked").GetBoolean())));
        Assert.Equal(1, ledgers[1].GetProperty("max_exchanges_of_one_refresh_token").GetInt32()); // grace's request was given up
        using var vault = new StoppedVault(folder);
        var live = ledgers.SelectMany(ledger => ledger.GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(hash => hash.GetString()!)).ToList();
        var kept = await vault.RefreshTokensAsync();
        Assert.Equal(2, kept.Count);
        Assert.All(kept, token => Assert.Contains(token, live));
    }

    private static async Task<List<string>> ReadAsync(HubProcess hub)
    {
        var tokens = new List<string>();
        foreach (var account in Accounts) tokens.Add((await hub.Agent.ReadAsync(query: "?account=" + account)).Ok().AccessToken);
        return tokens;
    }

    private static Task<Reply> RefreshAsync(HubProcess hub, string account) => hub.Agent.RefreshAsync(body: new { account });

    private static string? TokenOf(Reply reply) => reply.Json.TryGetProperty("access_token", out var token) ? token.GetString() : null;
}
