using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>Getting a token, keeping it alive, and doing without when it ends.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private HashiCorpVaultSteps steps = null!;

    private FakeHashiCorpVault Server => steps.Server;

    public async Task InitializeAsync() => steps = await HashiCorpVaultSteps.StartAsync();

    public async Task DisposeAsync() => await steps.DisposeAsync();

    [Theory]
    [InlineData("Token")]
    [InlineData("TokenFile")]
    [InlineData("AppRole")]
    [InlineData("AppRole with a file")]
    [InlineData("Kubernetes")]
    public async Task Each_way_to_sign_in_opens_the_vault(string way)
    {
        var store = await steps.OpenRowsAsync(Way(way));
        await store.CheckAsync(CancellationToken.None);
        Assert.Empty(await store.ReadHeaderAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("Token", "vault token create")]
    [InlineData("TokenFile", "agent")]
    [InlineData("AppRole", "secret-id")]
    [InlineData("AppRole with a file", "secret-id")]
    [InlineData("Kubernetes", "service account")]
    public async Task Each_way_that_is_refused_says_what_to_do(string way, string remedy)
    {
        var settings = Way(way);
        Server.Tokens.RevokeAll();
        (Server.Auth.SecretId, Server.Auth.Jwt) = ("another-secret-id", "another.jwt");
        var refusal = await steps.RefusalAsync(settings);
        Assert.Contains(remedy, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hvs.", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token")]
    [InlineData("AppRole")]
    public async Task A_token_is_renewed_at_two_thirds_of_its_life(string way)
    {
        var store = await steps.OpenRowsAsync(Way(way, TimeSpan.FromHours(1)));
        var made = Server.Tokens.Made;
        steps.Clock.Advance(TimeSpan.FromMinutes(39));
        Assert.Equal(0, Server.Tokens.Renewals);
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            steps.Clock.Advance(TimeSpan.FromMinutes(1.1));
            await Waiting.UntilAsync(() => Server.Tokens.Renewals == renewal);
            await ArmedAsync();
            await store.CheckAsync(CancellationToken.None);
            steps.Clock.Advance(TimeSpan.FromMinutes(38.9));
        }
        Assert.Equal(made, Server.Tokens.Made);
    }

    [Fact]
    public async Task A_role_signs_in_again_when_its_token_nears_the_longest_life()
    {
        Server.Auth.TokenMaxTtl = TimeSpan.FromMinutes(100);
        var store = await steps.OpenRowsAsync(Way("AppRole", TimeSpan.FromHours(1)));
        steps.Clock.Advance(TimeSpan.FromMinutes(40)); // renewed in full: 100 minutes are reached
        await Waiting.UntilAsync(() => Server.Tokens.Renewals == 1);
        await ArmedAsync();
        steps.Clock.Advance(TimeSpan.FromMinutes(40)); // of an hour it gets 20 minutes
        await Waiting.UntilAsync(() => Server.Tokens.Made == 2);
        await ArmedAsync();
        steps.Clock.Advance(TimeSpan.FromMinutes(25));
        await store.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_role_whose_tokens_cannot_be_renewed_signs_in_again_in_time()
    {
        Server.Auth.Renewable = false;
        await steps.OpenRowsAsync(Way("AppRole", TimeSpan.FromHours(1)));
        steps.Clock.Advance(TimeSpan.FromMinutes(41));
        await Waiting.UntilAsync(() => Server.Tokens.Made == 2);
        Assert.Equal(0, Server.Tokens.Renewals);
    }

    [Fact]
    public async Task A_renewal_that_fails_is_said_once_a_minute_and_made_up_for()
    {
        var store = await steps.OpenRowsAsync(Way("Token", TimeSpan.FromHours(1)));
        Server.Fault = new FakeFault(FaultKind.ErrorBefore, "POST", "renew-self");
        steps.Clock.Advance(TimeSpan.FromMinutes(40));
        for (var tries = 1; tries <= 4; tries++)
        {
            await Waiting.UntilAsync(() => Server.Fault!.Struck == tries);
            await ArmedAsync();
            Assert.Equal(tries, Warnings());
            await store.CheckAsync(CancellationToken.None); // it lives as yet
            if (tries < 4) steps.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Server.Fault = null;
        steps.Clock.Advance(TimeSpan.FromMinutes(1));
        await Waiting.UntilAsync(() => Server.Tokens.Renewals == 1);
        await ArmedAsync();
        steps.Clock.Advance(TimeSpan.FromMinutes(39));
        await store.CheckAsync(CancellationToken.None);
        Assert.Equal(4, Warnings());

        int Warnings() => steps.Logs.Lines.Count(line => line.Contains("was not renewed and ends at 2030-01-01 13:00:00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_token_is_tried_more_often_than_it_is_spoken_of()
    {
        await steps.OpenRowsAsync(Way("Token", TimeSpan.FromMinutes(3)));
        Server.Fault = new FakeFault(FaultKind.ErrorBefore, "POST", "renew-self");
        steps.Clock.Advance(TimeSpan.FromMinutes(2));
        await Waiting.UntilAsync(() => Server.Fault!.Struck == 1);
        await ArmedAsync();
        for (var second = 0; second < 55; second += 5)
        {
            steps.Clock.Advance(TimeSpan.FromSeconds(5));
            await ArmedAsync();
        }
        Assert.InRange(Server.Fault.Struck, 3, 8);
        Assert.Single(steps.Logs.Lines, line => line.Contains("was not renewed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_role_whose_renewal_is_refused_signs_in_again()
    {
        var store = await steps.OpenRowsAsync(Way("Kubernetes", TimeSpan.FromHours(1)));
        Server.Tokens.RevokeAll();
        steps.Clock.Advance(TimeSpan.FromMinutes(41));
        await Waiting.UntilAsync(() => Server.Tokens.Made == 2);
        await store.CheckAsync(CancellationToken.None);
        Assert.Equal(2, Server.Tokens.Made);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_replaced_once_however_many_requests_meet_it()
    {
        var store = await steps.OpenRowsAsync(Way("AppRole"));
        Server.Tokens.RevokeAll();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.CheckAsync(CancellationToken.None)));
        Assert.Equal(2, Server.Tokens.Made);
    }

    [Fact]
    public async Task A_given_token_that_ended_is_named_and_nothing_else_is_tried()
    {
        var store = await steps.OpenRowsAsync(Way("Token"));
        Server.Tokens.RevokeAll();
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => store.CheckAsync(CancellationToken.None));
        Assert.Contains("OAuthHub:Vault:HashiCorpVault:Token", failure.Message, StringComparison.Ordinal);
        Assert.Contains("vault token create", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_that_is_taken_away_while_serving_is_named_and_no_sign_in_is_made_of_each_request()
    {
        var store = await steps.OpenRowsAsync(Way("AppRole"));
        Server.Policies[FakeHashiCorpVault.PolicyName] = Server.Policies[FakeHashiCorpVault.PolicyName].Without("secret/data/oauthhub/*");
        for (var i = 0; i < 5; i++)
        {
            var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => store.CheckAsync(CancellationToken.None));
            Assert.Contains("path \"secret/data/oauthhub/*\" { capabilities = [\"create\", \"read\", \"update\"] }", failure.Message, StringComparison.Ordinal);
        }
        Assert.Equal(1, Server.Tokens.Made);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_it_changes()
    {
        var store = await steps.OpenRowsAsync(Way("TokenFile"));
        Server.Tokens.RevokeAll();
        WriteTokenFile(Server.MakeToken(TimeSpan.FromHours(2)) + "\n\n");
        await store.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_new_token_in_the_file_is_used_before_the_old_one_ends()
    {
        var store = await steps.OpenRowsAsync(Way("TokenFile"));
        WriteTokenFile(Server.MakeToken() + "\n");
        var before = Server.Requests.Count;
        await store.CheckAsync(CancellationToken.None);
        await store.CheckAsync(CancellationToken.None);
        Assert.Equal(["GET auth/token/lookup-self", "POST secret/data/oauthhub/check", "POST secret/data/oauthhub/check"], Server.Requests.Skip(before));
    }

    [Fact]
    public async Task A_token_file_that_is_just_being_written_does_not_end_the_token_in_use()
    {
        var settings = Way("TokenFile");
        File.Delete(settings["TokenFile"]!);
        Assert.Contains("cannot be read", await steps.RefusalAsync(settings), StringComparison.Ordinal);
        WriteTokenFile("");
        Assert.Contains("is empty", await steps.RefusalAsync(settings), StringComparison.Ordinal);
        WriteTokenFile(Server.MakeToken());
        var store = await steps.OpenRowsAsync(settings);
        WriteTokenFile("hvs.half-of-a-tok");
        await store.CheckAsync(CancellationToken.None);
        WriteTokenFile("what is\nthis");
        await store.CheckAsync(CancellationToken.None);
        File.Delete(settings["TokenFile"]!);
        await store.CheckAsync(CancellationToken.None);
        WriteTokenFile(Server.MakeToken());
        Server.Tokens.Revoke(Server.Tokens.All[0]);
        await store.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task No_secret_of_signing_in_is_in_any_log_or_message()
    {
        foreach (var way in new[] { "Token", "TokenFile", "AppRole", "Kubernetes" })
        {
            var store = await steps.OpenRowsAsync(Way(way, TimeSpan.FromHours(1)));
            Server.Fault = new FakeFault(FaultKind.ErrorBefore, "POST", "renew-self");
            steps.Clock.Advance(TimeSpan.FromMinutes(45));
            await Waiting.UntilAsync(() => Server.Fault!.Struck > 0 || Server.Tokens.Made > 1);
            Server.Fault = null;
            await store.CheckAsync(CancellationToken.None);
        }
        Assert.All(Server.Tokens.All.Append(Server.Auth.SecretId).Append(Server.Auth.Jwt), secret => Assert.DoesNotContain(secret, steps.Logs.All, StringComparison.Ordinal));
        Assert.Contains("was not renewed", steps.Logs.All, StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Way(string way, TimeSpan? ttl = null)
    {
        if (ttl is { } life) Server.Auth.TokenTtl = life;
        File.WriteAllText(steps.Folder.File("secret-id"), Server.Auth.SecretId + "\n");
        File.WriteAllText(steps.Folder.File("jwt"), Server.Auth.Jwt);
        return way switch
        {
            "Token" => new() { ["Token"] = Server.MakeToken(ttl) },
            "TokenFile" => new() { ["TokenFile"] = WriteTokenFile(Server.MakeToken(ttl)) },
            "AppRole" => new() { ["AppRole:RoleId"] = Server.Auth.RoleId, ["AppRole:SecretId"] = Server.Auth.SecretId },
            "AppRole with a file" => new() { ["AppRole:RoleId"] = Server.Auth.RoleId, ["AppRole:SecretIdFile"] = steps.Folder.File("secret-id") },
            _ => new() { ["Kubernetes:Role"] = Server.Auth.KubernetesRole, ["Kubernetes:TokenFile"] = steps.Folder.File("jwt") },
        };
    }

    private string WriteTokenFile(string token)
    {
        File.WriteAllText(steps.Folder.File("token"), token);
        return steps.Folder.File("token");
    }

    /// <summary>The answer of the renewal has arrived: the next one is set.</summary>
    private Task ArmedAsync() => steps.Clock.WaitForTimersAsync(1).WaitAsync(HubHost.Deadline);
}
