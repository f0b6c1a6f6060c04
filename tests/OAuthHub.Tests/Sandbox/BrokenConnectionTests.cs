using System.Net;

namespace OAuthHub.Tests.Sandbox;

/// <summary>Answers that come late, slowly, in part or not at all.</summary>
public sealed class BrokenConnectionTests
{
    [Theory]
    [InlineData("cut_before_commit", false)]
    [InlineData("cut_after_commit", true)]
    public async Task A_connection_cut_without_an_answer_hides_whether_the_token_was_spent(string kind, bool spent)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind });
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.RefreshAsync(grant.RefreshToken));
        await sandbox.AssertSpentAsync(grant, spent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_truncated_answer_arrives_in_part_and_has_spent_the_token(int atByte)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "truncate", at_byte = atByte });
        using var request = grant.RefreshRequest();
        using var reply = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var stream = await reply.Content.ReadAsStreamAsync();
        var got = new List<byte>();
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            var one = new byte[1];
            while (await stream.ReadAsync(one) == 1) got.Add(one[0]);
        });
        Assert.StartsWith("{\"access_token\":\"", System.Text.Encoding.UTF8.GetString([.. got]), StringComparison.Ordinal);
        if (atByte > 0) Assert.Equal(atByte, got.Count);
        await sandbox.AssertSpentAsync(grant, spent: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delay_waits_on_the_clock_before_or_after_the_token_is_spent(bool afterCommit)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "delay", seconds = 19, after_commit = afterCommit });
        var reply = sandbox.RefreshAsync(grant.RefreshToken);
        await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(SandboxHost.Deadline);
        Assert.Equal(afterCommit ? 1 : 0, await sandbox.TotalAsync("refreshes"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(18));
        Assert.False(reply.IsCompleted);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        (await reply).Ok();
        Assert.Equal(1, await sandbox.TotalAsync("refreshes"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_during_a_delay_leaves_the_token_as_the_fault_says(bool afterCommit)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "delay", seconds = 60, after_commit = afterCommit });
        using var patience = new CancellationTokenSource();
        using var request = grant.RefreshRequest();
        var call = sandbox.Http.SendAsync(request, patience.Token);
        await sandbox.Clock.WaitForTimersAsync(1, CancellationToken.None).WaitAsync(SandboxHost.Deadline, CancellationToken.None);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await sandbox.AssertSpentAsync(grant, afterCommit);
    }

    [Fact]
    public async Task A_dripping_answer_gives_one_byte_per_interval()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync();
        await sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        using var request = grant.RefreshRequest();
        using var reply = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var stream = await reply.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        for (var index = 0; index < 3; index++)
        {
            var read = stream.ReadAsync(buffer).AsTask();
            await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(SandboxHost.Deadline);
            Assert.False(read.IsCompleted);
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, await read.WaitAsync(SandboxHost.Deadline));
        }
    }
}
